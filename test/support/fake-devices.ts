import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beepBlock, lookOf, Painter } from '@rostrum/synthetic';

/** Files that Chromium takes for a camera and a microphone. */
export interface FakeDevices {
  readonly video: string;
  readonly audio: string;
}

const width = 640;
const height = 360;
/** Half of a camera's usual rate: every browser encodes and decodes on this one machine. */
const frameRate = 15;
const sampleRate = 48_000;
const blockSamples = 960;

/** One second of picture as YUV4MPEG2: a loop whose flash comes once. */
function video(look: number, name: string): Buffer {
  const plane = (across: number, down: number) => ({ bytes: new Uint8Array(across * down), stride: across });
  const picture = {
    width,
    height,
    y: plane(width, height),
    u: plane(width / 2, height / 2),
    v: plane(width / 2, height / 2),
  };
  const painter = new Painter(picture, { look: lookOf(look), name });
  const parts: (string | Uint8Array)[] = [`YUV4MPEG2 W${width} H${height} F${frameRate}:1 Ip A1:1 C420jpeg\n`];
  for (let frame = 0; frame < frameRate; frame++) {
    painter.paint((frame * 1000) / frameRate);
    parts.push('FRAME\n', ...[picture.y, picture.u, picture.v].map(({ bytes }) => Uint8Array.from(bytes)));
  }
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
}

/** What a microphone hears all the time: one beep a second; or a pitch that rises, which is no noise to a browser. */
type Sound = 'beeps' | 'sweep';

const sweepHz = { from: 300, to: 3000 };
const sweepLevel = 0.4;

/** Both channels alike. */
function sweepBlock(firstSample: number, block: Float32Array): void {
  for (let index = 0; index < blockSamples; index++) {
    const seconds = (firstSample + index) / sampleRate;
    const cycles = sweepHz.from * seconds + ((sweepHz.to - sweepHz.from) * seconds * seconds) / 2;
    block.fill(sweepLevel * Math.sin(2 * Math.PI * cycles), index * 2, index * 2 + 2);
  }
}

/** One second of sound as a WAV file with 16-bit stereo samples. */
function audio(look: number, sound: Sound): Buffer {
  const bytes = sampleRate * 4;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(2, 22); // channels
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 4, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(bytes, 40);
  const block = new Float32Array(blockSamples * 2);
  const samples = Array.from({ length: sampleRate / blockSamples }, (_, index) => {
    if (sound === 'sweep') sweepBlock(index * blockSamples, block);
    else beepBlock(lookOf(look), index * blockSamples, block);
    return Buffer.from(Int16Array.from(block, (value) => Math.round(value * 32_767)).buffer);
  });
  return Buffer.concat([header, ...samples]);
}

/**
 * A camera and a microphone with the look of a synthetic presenter: its colour, its number in the bit clock, its beep.
 * Chromium starts the two files at moments of its own, so flash and beep of one person are not in step.
 */
export async function makeFakeDevices(
  dir: string,
  { look, name, sound = 'beeps' }: { look: number; name: string; sound?: Sound },
) {
  const devices: FakeDevices = { video: join(dir, `camera-${look}.y4m`), audio: join(dir, `microphone-${look}.wav`) };
  await writeFile(devices.video, video(look, name));
  await writeFile(devices.audio, audio(look, sound));
  return devices;
}
