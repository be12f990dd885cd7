import { Fault } from '@rostrum/protocol';
import { exifOrientation } from './exif-orientation.ts';

/** What the first bytes of a picture file say, before anything is decoded. */
export interface PictureHeader {
  readonly type: 'png' | 'jpeg' | 'webp';
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** EXIF 2.3 §4.6.4: 1 as stored, 2–8 mirrored or turned. */
  readonly orientation: number;
}

const ascii = (bytes: Buffer, start: number, end: number): string => bytes.toString('latin1', start, end);
const invalid = (detail: string, publicMessage?: string): Fault =>
  new Fault('PICTURE_INVALID', { detail, ...(publicMessage === undefined ? {} : { publicMessage }) });

const moving = 'A moving picture cannot be used. Save one picture of it as PNG, JPEG or WebP.';
const drawing = 'SVG files cannot be used. Save the picture as PNG, JPEG or WebP.';

/**
 * Reads what a picture is from its content; its name and what the browser calls it say nothing. Sizes are those that
 * the header claims: whoever decodes must hold the decoder to the same limit.
 * @throws Fault PICTURE_INVALID with a sentence for what can be told
 */
export function readPictureHeader(bytes: Buffer): PictureHeader {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return readPng(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return readJpeg(bytes);
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return readWebp(bytes);
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) throw invalid('a GIF', moving);
  if (/<svg[\s>]/i.test(ascii(bytes, 0, 4096))) throw invalid('an SVG', drawing);
  throw invalid('no magic of a picture');
}

function sized(header: Omit<PictureHeader, 'orientation'> & { readonly orientation?: number }): PictureHeader {
  if (header.width < 1 || header.height < 1) throw invalid(`${header.width} × ${header.height}`);
  return { orientation: 1, ...header };
}

/** IHDR is the first chunk (PNG 3rd edition §5.6). */
function readPng(bytes: Buffer): PictureHeader {
  if (bytes.length < 33 || ascii(bytes, 12, 16) !== 'IHDR') throw invalid('a PNG without IHDR');
  return sized({ type: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) });
}

/** The frame headers of JPEG: SOF0 to SOF15 without DHT, JPG and DAC (ITU-T T.81 table B.1). */
const isFrameHeader = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
const maxSegments = 1000;

function readJpeg(bytes: Buffer): PictureHeader {
  let orientation = 1;
  let at = 2;
  for (let segment = 0; segment < maxSegments && at + 4 <= bytes.length; segment += 1) {
    if (bytes[at] !== 0xff) break;
    const marker = bytes[at + 1] as number;
    if (marker === 0xff) {
      at += 1; // Any number of fill bytes may stand before a marker.
      continue;
    }
    const length = bytes.readUInt16BE(at + 2);
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (isFrameHeader(marker)) {
      if (content.length < 5) break;
      return sized({ type: 'jpeg', width: content.readUInt16BE(3), height: content.readUInt16BE(1), orientation });
    }
    if (marker === 0xe1 && ascii(content, 0, 6) === 'Exif\0\0') orientation = exifOrientation(content.subarray(6));
    if (marker === 0xda) break;
    at += 2 + length;
  }
  throw invalid('a JPEG without a frame header');
}

/** One of the three kinds of first chunk (RFC 9649 §2.5–2.7). */
function readWebp(bytes: Buffer): PictureHeader {
  if (bytes.length < 30) throw invalid('a WebP of nothing');
  const webp = (width: number, height: number) => sized({ type: 'webp', width, height });
  switch (ascii(bytes, 12, 16)) {
    case 'VP8 ':
      return webp(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff);
    case 'VP8L': {
      const bits = bytes.readUInt32LE(21);
      return webp((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      if ((bytes[20] as number) & 0x02) throw invalid('an animated WebP', moving);
      return webp(bytes.readUIntLE(24, 3) + 1, bytes.readUIntLE(27, 3) + 1);
    default:
      throw invalid('a WebP without a picture');
  }
}
