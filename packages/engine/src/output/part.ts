import type { Rendition } from '@rostrum/protocol';

/** One Partial Segment of one rendition, ready to be published. */
export interface OutputPart {
  /** Its name, as it is announced. */
  readonly rendition: string;
  /** Segments of this run from 0; the origin says where their numbers begin. */
  readonly segment: number;
  readonly part: number;
  readonly durationSeconds: number;
  /** Begins with a key frame (all sound does). */
  readonly independent: boolean;
  /** The last one of its segment; not told when the run ends right behind it, which is for the origin to hear. */
  readonly last: boolean;
  /** Nothing comes after it. */
  readonly final: boolean;
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

/** A rendition as the origin hears of it, before any of its parts. */
export interface AnnouncedRendition {
  readonly rendition: Rendition;
  /** The Media Initialization Section. */
  readonly init: Buffer;
}

/** What the boxes around the samples add. */
const containerShare = 1.03;
/** x264 may fill its buffer of one second within a segment of two. */
const peakShare = 1.5;

/** Of an encoder that is held to so many bits in a second. */
export const bandwidths = (bitsPerSecond: number, { isConstant = false } = {}) => ({
  bandwidthBitsPerSecond: Math.round(bitsPerSecond * containerShare * (isConstant ? 1 : peakShare)),
  averageBandwidthBitsPerSecond: Math.round(bitsPerSecond * containerShare),
});
