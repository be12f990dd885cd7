interface Piece {
  readonly start: number;
  readonly duration: number;
  setStart(seconds: number): void;
}

/** A part of hls.js' `LevelDetails`. */
export interface PlaylistPieces {
  readonly fragments: readonly Piece[];
  /** The segment that is being made. */
  readonly fragmentHint?: Piece | undefined;
}

/** More than the two microseconds that are lost below, and less than a sample of sound. */
export const overlapSeconds = 10e-6;
/** What is loaded next is among these, and the one that is being made. */
const newestCount = 4;
/** A gap or an overlap of so much is real, and stays. */
const realSeconds = 0.001;

/**
 * Lets the newest segments begin a little before the one before them ends. A browser keeps its buffer in whole
 * microseconds, each sample cut down to one, so that it ends before the next segment begins. hls.js looks for the segment
 * at that very moment, finds the one that it has, and waits for as long as the playlist lists its parts: a stall of
 * seconds, wherever it did not load all of them as parts (after a jump, a join in the middle, a whole segment).
 */
export function overlapJoins({ fragments, fragmentHint }: PlaylistPieces): void {
  const newest = fragments.slice(-newestCount);
  if (fragmentHint) newest.push(fragmentHint);
  for (const [index, piece] of newest.entries()) {
    const before = newest[index - 1];
    if (!before) continue;
    const start = before.start + before.duration - overlapSeconds;
    if (Math.abs(piece.start - start) < realSeconds) piece.setStart(start);
  }
}
