const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const first = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/** One or two characters for a card, in any script: the first of the first and of the last word. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/u).filter(Boolean);
  const [start = '', ...rest] = words;
  const end = rest.at(-1) ?? '';
  return (first(start) + first(end)).toLocaleUpperCase();
}

/** A hue (0–359) that a person keeps, from their id. */
export function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}
