interface PartTiming {
  readonly durationSeconds: number;
  /** Begins with a frame that can be decoded on its own. */
  readonly independent: boolean;
}

/** A Partial Segment: one CMAF chunk. */
export interface Part extends PartTiming {
  readonly bytes: Uint8Array;
}

/** What the index keeps of a part: its bytes are a stretch of its segment's. */
export interface PartFacts extends PartTiming {
  readonly sizeBytes: number;
}

/** Which part it is, in the mixer's numbers. */
export interface PartIdentity {
  readonly epoch: number;
  readonly msn: number;
  readonly part: number;
}

/** What the index keeps of a segment. */
export interface SegmentFacts {
  readonly epoch: number;
  /**
   * The mixer's number, part of the name. It is the Media Sequence Number too, except after a change of epoch that found
   * one rendition a segment behind the other: the Media Sequence Number is always the place in the rendition's list.
   */
  readonly msn: number;
  readonly durationSeconds: number;
  readonly programDateTimeMs: number;
  readonly sizeBytes: number;
  /** Its parts, in order; absent in what older versions have kept. */
  readonly partFacts?: readonly PartFacts[];
  /** Its bytes were lost for good: it is listed so that the numbers go on, and has no media. */
  readonly isGap?: boolean;
}

/** A complete segment. Its bytes are in memory while it is new or not yet kept, and in storage when `isKept`. */
export interface Segment extends SegmentFacts {
  /** Empty when the bytes are no longer in memory. */
  parts: readonly Part[];
  bytes: Uint8Array | undefined;
  isKept: boolean;
  isGap?: boolean;
}

/** The segment that parts are still added to. */
export interface OpenSegment {
  readonly epoch: number;
  readonly msn: number;
  readonly programDateTimeMs: number;
  readonly parts: Part[];
}

export const durationOf = (parts: readonly PartTiming[]): number =>
  parts.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0);

/** The segment that these parts make, whether or not more were meant to come. */
export function completeSegment({ epoch, msn, programDateTimeMs, parts }: OpenSegment): Segment {
  const bytes = Buffer.concat(parts.map((part) => part.bytes));
  let start = 0;
  // The parts become views of the whole, so that nothing is in memory twice.
  const views = parts.map((part) => {
    const view = bytes.subarray(start, start + part.bytes.length);
    start += part.bytes.length;
    return { ...part, bytes: view };
  });
  // Six thirds of a second are two seconds, not 1.9999999999999998.
  const durationSeconds = Math.round(durationOf(parts) * 1e8) / 1e8;
  return {
    epoch,
    msn,
    programDateTimeMs,
    durationSeconds,
    sizeBytes: bytes.length,
    partFacts: parts.map(({ bytes: { length }, ...timing }) => ({ ...timing, sizeBytes: length })),
    parts: views,
    bytes,
    isKept: false,
  };
}
