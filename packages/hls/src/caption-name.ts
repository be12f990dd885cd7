/**
 * Names of the files of captions. What a live name stands for never changes, and a replay has names of its own, since there
 * every cue is at its right time. `place` is in the mixer's numbers.
 */
export type CaptionName =
  | { readonly kind: 'segment' | 'replay'; readonly epoch: number; readonly msn: number }
  | { readonly kind: 'part'; readonly epoch: number; readonly msn: number; readonly part: number };

export const captionNames = {
  segment: ({ epoch, msn }: { epoch: number; msn: number }) => `${epoch}-${msn}.vtt`,
  part: ({ epoch, msn, part }: { epoch: number; msn: number; part: number }) => `${epoch}-${msn}.${part}.vtt`,
  replay: ({ epoch, msn }: { epoch: number; msn: number }) => `${epoch}-${msn}.replay.vtt`,
} as const;

const number = '(0|[1-9]\\d{0,14})';
const pattern = new RegExp(`^${number}-${number}(?:\\.(replay|${number}))?\\.vtt$`);

/** Undefined for what is no name of ours. */
export function parseCaptionName(name: string): CaptionName | undefined {
  const found = pattern.exec(name);
  if (!found) return undefined;
  const [epoch, msn, detail] = [Number(found[1]), Number(found[2]), found[3]];
  if (detail === undefined) return { kind: 'segment', epoch, msn };
  if (detail === 'replay') return { kind: 'replay', epoch, msn };
  return { kind: 'part', epoch, msn, part: Number(detail) };
}
