import type { FramePacket } from './packets.ts';

/** Frames from the first of `startSeconds` to before `endSeconds`, both times of frames (or the end of the last). */
export interface CutPart {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** From a key frame to a key frame: taken as it is. The others are coded again. */
  readonly isCopied: boolean;
}

/**
 * How to cut out the frames that are shown from one moment to another: the middle goes from key frame to key frame and is
 * copied; what is left at the edges is coded anew. Empty when no frame lies in between.
 */
export function planCut(
  frames: readonly FramePacket[],
  { startSeconds, endSeconds }: { startSeconds: number; endSeconds: number },
): CutPart[] {
  // A time that was rounded to the millisecond still means the same frame.
  const slack = 0.002;
  const first = frames.findIndex(({ seconds }) => seconds >= startSeconds - slack);
  const found = frames.findIndex(({ seconds }) => seconds >= endSeconds - slack);
  const after = found < 0 ? frames.length : found;
  if (first < 0 || after <= first) return [];
  const timeOf = (index: number) => frames[index]?.seconds ?? endOf(frames);
  const keys = frames.flatMap(({ isKey }, index) => (isKey && index >= first && index <= after ? [index] : []));
  // The end of the file is as good as a key frame: nothing after it is needed.
  if (after === frames.length) keys.push(after);
  const [from, to] = [keys[0], keys.at(-1)];
  const part = (a: number, b: number, isCopied: boolean): CutPart[] =>
    b > a ? [{ startSeconds: timeOf(a), endSeconds: timeOf(b), isCopied }] : [];
  if (from === undefined || to === undefined || to <= from) return part(first, after, false);
  return [...part(first, from, false), ...part(from, to, true), ...part(to, after, false)];
}

/** When the last frame has been shown. */
function endOf(frames: readonly FramePacket[]): number {
  const [last, before] = [frames.at(-1)?.seconds ?? 0, frames.at(-2)?.seconds ?? 0];
  return last + Math.max(0.001, last - before);
}
