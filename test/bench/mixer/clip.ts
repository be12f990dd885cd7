import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../support/media/command.ts';

/** Pre-encoded picture and sound that begin anew without a seam: the same bytes for the mixer and for ffmpeg. */
export interface Clip {
  /** Both streams in one file, for ffmpeg. */
  readonly file: string;
  /** VP8 frames; the first is a key frame. */
  readonly video: readonly Uint8Array[];
  /** Opus packets of 20 ms. */
  readonly audio: readonly Uint8Array[];
}

export interface ClipOptions {
  readonly width: number;
  readonly height: number;
  readonly kbitsPerSecond: number;
}

export const clipFrameRate = 30;
const clipSeconds = 10;
const clipPackets = clipSeconds * 50;

/** IVF: a header of 32 bytes, then 12 bytes before each frame, of which the first four are its length. */
function readIvf(bytes: Buffer): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 32; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32LE(at);
    frames.push(bytes.subarray(at + 12, at + 12 + length));
    at += 12 + length;
  }
  return frames;
}

/** The packets of an Ogg stream (RFC 3533 §6): runs of segments of 255 bytes, ended by a shorter one. */
function readOgg(bytes: Buffer): Uint8Array[] {
  const packets: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  for (let at = 0; at + 27 <= bytes.length; ) {
    const segments = bytes[at + 26] ?? 0;
    let from = at + 27 + segments;
    for (let segment = 0; segment < segments; segment++) {
      const length = bytes[at + 27 + segment] ?? 0;
      pieces.push(bytes.subarray(from, from + length));
      from += length;
      if (length === 255) continue;
      packets.push(Buffer.concat(pieces));
      pieces = [];
    }
    at = from;
  }
  // OpusHead and OpusTags come before the sound (RFC 7845 §5).
  return packets.slice(2);
}

/** A moving test picture with a little noise, as cameras have, and a tone. */
export async function makeClip(dir: string, { width, height, kbitsPerSecond }: ClipOptions): Promise<Clip> {
  const path = (extension: string) => join(dir, `clip-${height}.${extension}`);
  const encode = (args: string[]) => run({ command: 'ffmpeg', args: ['-v', 'error', '-y', ...args] });
  const picture = `testsrc2=s=${width}x${height}:r=${clipFrameRate}:d=${clipSeconds},noise=alls=6:allf=t`;
  await encode([
    ...['-f', 'lavfi', '-i', picture, '-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8'],
    ...['-g', '60', '-keyint_min', '60', '-b:v', `${kbitsPerSecond}k`, '-error-resilient', '1'],
    ...['-auto-alt-ref', '0', path('ivf')],
  ]);
  await encode([
    ...['-f', 'lavfi', '-i', `aevalsrc=0.3*sin(2*PI*440*t)*lt(mod(t\\,1)\\,0.5):s=48000:d=${clipSeconds}`],
    ...['-ac', '2', '-c:a', 'libopus', '-b:a', '48k', '-frame_duration', '20', path('ogg')],
  ]);
  await encode(['-i', path('ivf'), '-i', path('ogg'), '-c', 'copy', path('webm')]);
  const [video, audio] = [readIvf(await readFile(path('ivf'))), readOgg(await readFile(path('ogg')))];
  if (video.length !== clipSeconds * clipFrameRate || audio.length < clipPackets) {
    throw new Error(`the clip has ${video.length} frames and ${audio.length} packets of sound`);
  }
  return { file: path('webm'), video, audio: audio.slice(0, clipPackets) };
}
