import { u8, u16 } from './box.ts';

const startCode = Buffer.from([0, 0, 1]);
const nalTypeOf = (unit: Buffer) => (unit[0] ?? 0) & 0x1f;
const sps = 7;
const pps = 8;

/** The NAL units of an Annex B byte stream (ITU-T H.264 annex B), without start codes; views, no copies. */
export function nalUnits(annexB: Buffer): Buffer[] {
  const units: Buffer[] = [];
  let start = annexB.indexOf(startCode);
  while (start >= 0) {
    const from = start + startCode.length;
    const next = annexB.indexOf(startCode, from);
    let end = next < 0 ? annexB.length : next;
    // "trailing_zero_8bits", or the first byte of a four-byte start code.
    while (end > from && annexB[end - 1] === 0) end -= 1;
    if (end > from) units.push(annexB.subarray(from, end));
    start = next;
  }
  return units;
}

/** As a sample of an MP4: each unit with its length before it (ISO/IEC 14496-15 §5.3.3). */
export function toSample(annexB: Buffer): Buffer {
  const units = nalUnits(annexB);
  const sample = Buffer.allocUnsafe(units.reduce((bytes, unit) => bytes + 4 + unit.length, 0));
  let at = 0;
  for (const unit of units) {
    at = sample.writeUInt32BE(unit.length, at);
    at += unit.copy(sample, at);
  }
  return sample;
}

/** What a decoder needs to know before the first sample. */
export interface AvcConfiguration {
  /** RFC 6381 §3.3, such as avc1.64001f. */
  readonly codecs: string;
  /** AVCDecoderConfigurationRecord, ISO/IEC 14496-15 §5.3.3.1. */
  readonly record: Buffer;
}

/** From an encoder's global header. @throws Error when it has no parameter sets */
export function avcConfiguration(annexBHeader: Buffer): AvcConfiguration {
  const units = nalUnits(annexBHeader);
  const sequence = units.find((unit) => nalTypeOf(unit) === sps);
  const picture = units.find((unit) => nalTypeOf(unit) === pps);
  if (!sequence || !picture) throw new Error('the encoder gave no parameter sets');
  const profile = sequence.subarray(1, 4);
  const isHigh = (profile[0] ?? 0) >= 100;
  const record = Buffer.concat([
    u8(1),
    profile,
    u8(0xff, 0xe1),
    u16(sequence.length),
    sequence,
    u8(1),
    u16(picture.length),
    picture,
    // 4:2:0, eight bits, no extension sets.
    ...(isHigh ? [u8(0xfd, 0xf8, 0xf8, 0)] : []),
  ]);
  return { codecs: `avc1.${profile.toString('hex')}`, record };
}
