import { type BitClockTime, bitClockProbe, readBitClock } from '@rostrum/synthetic/signals';
import { run } from './command.ts';
import { packetTimes } from './packets.ts';

/** A part of the picture, in pixels of the programme's canvas. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a tile shows in one frame. */
export interface TileLook {
  /** Means over the middle of the tile; BT.601 or BT.709, limited range. */
  readonly luma: number;
  readonly u: number;
  readonly v: number;
  readonly clock: BitClockTime | undefined;
}

export interface FrameLook {
  /** Seconds. */
  readonly time: number;
  readonly tiles: readonly TileLook[];
}

/** Half of the programme's canvas is enough, and four times cheaper. */
const width = 640;
const height = 360;
const canvasWidth = 1280;
const lumaBytes = width * height;
const frameBytes = (lumaBytes * 3) / 2;

interface Plane {
  readonly bytes: Uint8Array;
  readonly stride: number;
  /** Pixels of this plane for one of the canvas. */
  readonly scale: number;
}

function mean({ bytes, stride, scale }: Plane, { x, y, width, height }: Region): number {
  let [sum, count] = [0, 0];
  const [left, right] = [Math.ceil(x * scale), Math.max(Math.ceil(x * scale) + 1, Math.floor((x + width) * scale))];
  const [top, bottom] = [Math.ceil(y * scale), Math.max(Math.ceil(y * scale) + 1, Math.floor((y + height) * scale))];
  for (let row = top; row < bottom; row++) {
    for (let column = left; column < right; column++) sum += bytes[row * stride + column] ?? 0;
    count += right - left;
  }
  return sum / count;
}

function inside(region: Region, part: { left: number; top: number; width: number; height: number }): Region {
  return {
    x: region.x + part.left * region.width,
    y: region.y + part.top * region.height,
    width: part.width * region.width,
    height: part.height * region.height,
  };
}

/** Below the bit clock and above the name label. */
const middle = { left: 0.2, top: 0.28, width: 0.6, height: 0.5 };

function lookAt(frame: Uint8Array, region: Region): TileLook {
  const scale = width / canvasWidth;
  const luma = { bytes: frame.subarray(0, lumaBytes), stride: width, scale };
  const chroma = (index: number) => ({
    bytes: frame.subarray(lumaBytes + (index * lumaBytes) / 4, lumaBytes + ((index + 1) * lumaBytes) / 4),
    stride: width / 2,
    scale: scale / 2,
  });
  const blocks = Array.from({ length: 48 }, (_, block) => mean(luma, inside(region, bitClockProbe(block))));
  return {
    luma: mean(luma, inside(region, middle)),
    u: mean(chroma(0), inside(region, middle)),
    v: mean(chroma(1), inside(region, middle)),
    clock: readBitClock(blocks, Date.now()),
  };
}

/** Decodes every frame of a file and looks at each of the tiles. */
export async function lookAtFrames(file: string, regions: readonly Region[]): Promise<FrameLook[]> {
  const times = await packetTimes(file, 'video');
  const looks: FrameLook[] = [];
  let pending = Buffer.alloc(0);
  await run({
    command: 'ffmpeg',
    args: [
      ...['-v', 'error', '-threads', '1', '-i', file, '-map', '0:v:0', '-fps_mode', 'passthrough'],
      ...['-vf', `scale=${width}:${height}:flags=area`, '-pix_fmt', 'yuv420p', '-f', 'rawvideo', '-'],
    ],
    timeoutMs: 120_000,
    onOutput: (chunk) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= frameBytes) {
        const frame = pending.subarray(0, frameBytes);
        pending = pending.subarray(frameBytes);
        looks.push({ time: times[looks.length] ?? Number.NaN, tiles: regions.map((region) => lookAt(frame, region)) });
      }
    },
  });
  if (looks.length !== times.length) throw new Error(`${times.length} packets made ${looks.length} frames`);
  return looks;
}

/** When a tile turned bright, seconds. Nothing is found in a tile that is steady. */
export function flashTimes(frames: readonly FrameLook[], tile: number): number[] {
  const lumas = frames.map(({ tiles }) => tiles[tile]?.luma ?? 0);
  const sorted = lumas.toSorted((a, b) => a - b);
  const usual = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const brightest = sorted.at(-1) ?? 0;
  if (brightest - usual < 50) return [];
  const limit = (usual + brightest) / 2;
  return frames.flatMap(({ time }, index) =>
    (lumas[index] ?? 0) > limit && index > 0 && (lumas[index - 1] ?? 0) <= limit ? [time] : [],
  );
}
