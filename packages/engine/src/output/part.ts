/** One Partial Segment of one rendition, ready to be published. */
export interface OutputPart {
  readonly rendition: 'video' | 'audio';
  /** Segments of this run from 0; the origin says where their numbers begin. */
  readonly segment: number;
  readonly part: number;
  readonly durationSeconds: number;
  /** Begins with a key frame (all sound does). */
  readonly independent: boolean;
  /** The last one of its segment; not told when the run ends right behind it, which is for the origin to hear. */
  readonly last: boolean;
  /** When the first sample is shown, seconds from the start of the run. */
  readonly startSeconds: number;
  readonly bytes: Buffer;
}

/** How a run is cut: the same for all renditions, so that their segments begin together. */
export interface Cadence {
  readonly frameRate: number;
  readonly framesPerPart: number;
  readonly partsPerSegment: number;
}

/** Segments of 2 s; parts of 1/3 s at 30 frames a second, of 0.4 s at 25. */
export function cadenceOf(frameRate: 25 | 30): Cadence {
  return { frameRate, framesPerPart: 10, partsPerSegment: frameRate === 30 ? 6 : 5 };
}
