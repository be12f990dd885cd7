import { execFile } from 'node:child_process';
import { Fault, maxUploadSide } from '@rostrum/protocol';
import { type PictureHeader, readPictureHeader } from './picture-header.ts';

export interface PictureOptions {
  /** `inside`: as large as fits, never enlarged, transparency kept. `cover`: exactly this, the middle of the picture. */
  readonly fit: 'inside' | 'cover';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** The PNG file is made smaller until it has no more. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

export interface Picture {
  readonly png: Buffer;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Nothing of our own environment: it holds secrets. */
const programs = '/usr/local/bin:/usr/bin:/bin';
/** Wall clock: a busy machine takes its time. What a picture may cost is bounded by the next one. */
const timeoutMs = 60_000;
const cpuSeconds = 15;
/** Address space of the decoding process: its libraries take half of it before the first pixel. */
const maxAddressKib = 1_500_000;
/** One block of memory: 4096 × 4096 pixels of 16 bits in four channels are 128 MiB. */
const maxBlockBytes = 256 << 20;
const maxPngBytes = 64 << 20;

/** Turned as the camera was held; ffmpeg's own turning differs from version to version. */
const turns: Readonly<Record<number, string>> = {
  2: 'hflip,',
  3: 'hflip,vflip,',
  4: 'vflip,',
  5: 'transpose=0,',
  6: 'transpose=1,',
  7: 'transpose=3,',
  8: 'transpose=2,',
};

/** Ways to write the same picture, from the best to the smallest. The last one cannot be too large for a canvas. */
const ways = [
  { scale: 1, palette: false },
  { scale: 1, palette: true },
  { scale: 0.75, palette: true },
  { scale: 0.5, palette: true },
] as const;

function filterOf({ orientation }: PictureHeader, { fit, width, height }: PictureOptions, way: (typeof ways)[number]) {
  const [w, h] = [Math.round((width * way.scale) / 2) * 2, Math.round((height * way.scale) / 2) * 2];
  const size =
    fit === 'cover'
      ? `scale=${w}:${h}:force_original_aspect_ratio=increase,crop=${w}:${h},format=rgb24`
      : `scale='min(${w},iw)':'min(${h},ih)':force_original_aspect_ratio=decrease,format=rgba`;
  const palette = way.palette ? ',split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=bayer' : '';
  return `${turns[orientation] ?? ''}${size}${palette}`;
}

/** Every one reads one file of one kind: what else is hidden in the bytes is not looked for. */
const readers = {
  png: ['-f', 'png_pipe', '-c:v', 'png'],
  jpeg: ['-f', 'jpeg_pipe', '-c:v', 'mjpeg'],
  webp: ['-f', 'webp_pipe', '-c:v', 'webp'],
} as const;

const limited = `ulimit -v ${maxAddressKib} && ulimit -t ${cpuSeconds} && exec ffmpeg "$@"`;

function run(args: readonly string[], input: Buffer, signal: AbortSignal | undefined): Promise<Buffer> {
  const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: maxPngBytes, encoding: 'buffer' } as const;
  return new Promise((resolve, reject) => {
    const child = execFile(
      '/bin/sh',
      ['-c', limited, 'ffmpeg', ...args],
      { ...limits, env: { PATH: programs }, ...(signal ? { signal } : {}) },
      (cause, stdout, stderr) => {
        if (!cause) return resolve(stdout);
        if (signal?.aborted) return reject(signal.reason);
        if (cause.killed) return reject(new Fault('REQUEST_TIMEOUT', { detail: 'ffmpeg', cause }));
        const detail = (stderr.toString('utf8') || cause.message).slice(-1000);
        reject(new Fault('PICTURE_INVALID', { detail, cause }));
      },
    );
    child.stdin?.on('error', () => undefined); // It has read enough; how it ended is told above.
    child.stdin?.end(input);
  });
}

/**
 * Decodes a picture of unknown origin in a process with bounds on time and memory, and writes it anew as PNG, so that
 * nothing of the file is kept but its pixels. Only the first picture of the file counts.
 * @throws Fault PICTURE_INVALID or PICTURE_TOO_LARGE, REQUEST_TIMEOUT on a machine that is too busy, or the signal's reason
 */
export async function makePicture(file: Buffer, options: PictureOptions): Promise<Picture> {
  const header = readPictureHeader(file);
  if (header.width > maxUploadSide || header.height > maxUploadSide) {
    throw new Fault('PICTURE_TOO_LARGE', { detail: `${header.width} × ${header.height}` });
  }
  for (const way of ways) {
    const png = await run(argsOf(header, options, way), file, options.signal);
    if (png.length === 0) throw new Fault('PICTURE_INVALID', { detail: 'no picture came out' });
    const { width, height } = readPictureHeader(png);
    if (png.length <= options.maxBytes) return { png, width, height };
  }
  throw new Fault('PICTURE_TOO_LARGE', { detail: `more than ${options.maxBytes} bytes in every way` });
}

const argsOf = (header: PictureHeader, options: PictureOptions, way: (typeof ways)[number]): string[] => [
  ...['-v', 'error', '-nostdin', '-max_alloc', `${maxBlockBytes}`, '-protocol_whitelist', 'pipe'],
  ...['-threads', '1', '-max_pixels', `${maxUploadSide * maxUploadSide}`, '-err_detect', 'explode', '-noautorotate'],
  ...[...readers[header.type], '-i', 'pipe:0', '-map', '0:v:0', '-frames:v', '1', '-map_metadata', '-1'],
  ...[
    '-filter_threads',
    '1',
    '-vf',
    filterOf(header, options, way),
    '-c:v',
    'png',
    '-threads',
    '1',
    '-f',
    'image2pipe',
    'pipe:1',
  ],
];
