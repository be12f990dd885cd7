import { box, fullBox, text, u8, u16, u32, zeros } from './box.ts';

/** One track, alone in its files: CMAF wants one each (ISO/IEC 23000-19 §7.3). */
export type Track =
  | {
      readonly kind: 'video';
      /** Ticks in a second. */
      readonly timescale: number;
      readonly width: number;
      readonly height: number;
      readonly avcRecord: Buffer;
    }
  | {
      readonly kind: 'audio';
      readonly timescale: number;
      readonly channels: number;
      /** AudioSpecificConfig, ISO/IEC 14496-3 §1.6.2.1. */
      readonly audioSpecificConfig: Buffer;
      readonly bitsPerSecond: number;
    };

export const trackId = 1;

const unityMatrix = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const undetermined = 0x55c4; // ISO 639-2 "und", packed.

/** The Media Initialization Section: what EXT-X-MAP points to. */
export function initSection(track: Track): Buffer {
  return Buffer.concat([
    box('ftyp', Buffer.from('iso6'), u32(0), Buffer.from('iso6cmfcmp41')),
    box(
      'moov',
      fullBox(
        'mvhd',
        {},
        u32(0, 0, 1000, 0, 0x10000),
        u16(0x0100),
        zeros(10),
        unityMatrix,
        zeros(24),
        u32(trackId + 1),
      ),
      trak(track),
      box('mvex', fullBox('trex', {}, u32(trackId, 1, 0, 0, 0))),
    ),
  ]);
}

function trak(track: Track): Buffer {
  const isVideo = track.kind === 'video';
  const size = isVideo ? u32(track.width << 16, track.height << 16) : u32(0, 0);
  const enabledInMovie = 3;
  return box(
    'trak',
    fullBox(
      'tkhd',
      { flags: enabledInMovie },
      u32(0, 0, trackId, 0, 0),
      zeros(8),
      u16(0, 0, isVideo ? 0 : 0x0100, 0),
      unityMatrix,
      size,
    ),
    box(
      'mdia',
      fullBox('mdhd', {}, u32(0, 0, track.timescale, 0), u16(undetermined, 0)),
      fullBox('hdlr', {}, u32(0), Buffer.from(isVideo ? 'vide' : 'soun'), zeros(12), text('Rostrum')),
      box(
        'minf',
        isVideo ? fullBox('vmhd', { flags: 1 }, zeros(8)) : fullBox('smhd', {}, zeros(4)),
        box('dinf', fullBox('dref', {}, u32(1), fullBox('url ', { flags: 1 }))),
        box(
          'stbl',
          fullBox('stsd', {}, u32(1), track.kind === 'video' ? avc1(track) : mp4a(track)),
          fullBox('stts', {}, u32(0)),
          fullBox('stsc', {}, u32(0)),
          fullBox('stsz', {}, u32(0, 0)),
          fullBox('stco', {}, u32(0)),
        ),
      ),
    ),
  );
}

function avc1({ width, height, avcRecord }: Extract<Track, { kind: 'video' }>): Buffer {
  const seventyTwoDpi = 0x00480000;
  const depth24 = 0x0018;
  return box(
    'avc1',
    zeros(6),
    u16(1),
    zeros(16),
    u16(width, height),
    u32(seventyTwoDpi, seventyTwoDpi, 0),
    u16(1),
    zeros(32),
    u16(depth24, 0xffff),
    box('avcC', avcRecord),
    box('pasp', u32(1, 1)),
  );
}

/** A descriptor with a one-byte length, ISO/IEC 14496-1 §8.3.3. */
const descriptor = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([u8(tag, body.length), body]);
};

function mp4a({ timescale, channels, audioSpecificConfig, bitsPerSecond }: Extract<Track, { kind: 'audio' }>): Buffer {
  const aac = 0x40;
  const audioStream = 0x15;
  const es = descriptor(
    0x03,
    u16(0), // "ES_ID is set to 0" in a file, ISO/IEC 14496-14 §3.1.2.
    u8(0),
    descriptor(
      0x04,
      u8(aac, audioStream, 0, 0, 0),
      u32(bitsPerSecond, bitsPerSecond),
      descriptor(0x05, audioSpecificConfig),
    ),
    descriptor(0x06, u8(2)),
  );
  return box(
    'mp4a',
    zeros(6),
    u16(1),
    zeros(8),
    u16(channels, 16, 0, 0),
    u32(timescale * 0x10000),
    fullBox('esds', {}, es),
  );
}
