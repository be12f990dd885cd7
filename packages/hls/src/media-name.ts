/**
 * Names of a rendition's files. They carry the epoch, so what a name once stood for never changes and a cache may keep
 * it for ever.
 */
export type MediaName =
  | { readonly kind: 'init'; readonly epoch: number }
  | { readonly kind: 'segment'; readonly epoch: number; readonly msn: number }
  | { readonly kind: 'part'; readonly epoch: number; readonly msn: number; readonly part: number };

export const initName = (epoch: number) => `${epoch}-init.mp4`;
export const segmentName = ({ epoch, msn }: { epoch: number; msn: number }) => `${epoch}-${msn}.m4s`;
export const partName = ({ epoch, msn, part }: { epoch: number; msn: number; part: number }) =>
  `${epoch}-${msn}.${part}.m4s`;

/** Digits as `String` writes them: one spelling for one number, else a cache keeps the same file under many names. */
const number = '(0|[1-9]\\d{0,14})';
const initPattern = new RegExp(`^${number}-init\\.mp4$`);
const mediaPattern = new RegExp(`^${number}-${number}(?:\\.${number})?\\.m4s$`);

/** Undefined for what is no name of ours. */
export function parseMediaName(name: string): MediaName | undefined {
  const init = initPattern.exec(name);
  if (init) return { kind: 'init', epoch: Number(init[1]) };
  const media = mediaPattern.exec(name);
  if (!media) return undefined;
  const [epoch, msn] = [Number(media[1]), Number(media[2])];
  return media[3] === undefined
    ? { kind: 'segment', epoch, msn }
    : { kind: 'part', epoch, msn, part: Number(media[3]) };
}
