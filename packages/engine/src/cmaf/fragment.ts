import { box, fullBox, u32, u64 } from './box.ts';
import { trackId } from './init-section.ts';

export interface Sample {
  readonly bytes: Buffer;
  /** Ticks of the track's timescale. */
  readonly duration: number;
  readonly isKey: boolean;
}

export interface FragmentOptions {
  /** Counts the fragments of a track from 1. */
  readonly sequenceNumber: number;
  /** Decode time of the first sample, in ticks. */
  readonly baseMediaDecodeTime: number;
  readonly samples: readonly Sample[];
}

const defaultBaseIsMoof = 0x020000;
const dataOffsetPresent = 0x000001;
const durationPresent = 0x000100;
const sizePresent = 0x000200;
const flagsPresent = 0x000400;
/** "sample_depends_on: 2, does not depend on others"; or 1 and not a sync sample (ISO/IEC 14496-12 §8.8.3.1). */
const keyFlags = 0x02000000;
const otherFlags = 0x01010000;

/** One moof and one mdat: a Partial Segment, or a part of one. */
export function fragment({ sequenceNumber, baseMediaDecodeTime, samples }: FragmentOptions): Buffer {
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', {}, u32(sequenceNumber)),
      box(
        'traf',
        fullBox('tfhd', { flags: defaultBaseIsMoof }, u32(trackId)),
        fullBox('tfdt', { version: 1 }, u64(baseMediaDecodeTime)),
        fullBox(
          'trun',
          { flags: dataOffsetPresent | durationPresent | sizePresent | flagsPresent },
          u32(samples.length, dataOffset),
          ...samples.map(({ duration, bytes, isKey }) => u32(duration, bytes.length, isKey ? keyFlags : otherFlags)),
        ),
      ),
    );
  const mdatHeaderBytes = 8;
  // The offset has a fixed width, so the size is known before the offset is.
  const size = moof(0).length;
  return Buffer.concat([
    moof(size + mdatHeaderBytes),
    box(
      'mdat',
      samples.map((sample) => sample.bytes),
    ),
  ]);
}
