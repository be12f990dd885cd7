import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Programme } from '@rostrum/hls';
import { systemClock } from '@rostrum/lifecycle';
import type { Announcement, ProgrammeId } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';

export interface EpochOfMaterial {
  readonly seconds: number;
  /** Wall clock of its first picture, milliseconds since 1970. */
  readonly startMs: number;
}

/** What material looks like. */
export interface MaterialShape {
  readonly width: number;
  readonly height: number;
  /** Default: what the encoder likes. */
  readonly videoKbitsPerSecond?: number;
}

const size: MaterialShape = { width: 320, height: 180 };
const renditions: Announcement['renditions'] = [
  {
    name: 'v0',
    kind: 'video',
    codecs: 'avc1.42c01f',
    bandwidthBitsPerSecond: 300_000,
    width: size.width,
    height: size.height,
    frameRate: 30,
  },
  { name: 'a0', kind: 'audio', codecs: 'mp4a.40.2', bandwidthBitsPerSecond: 128_000, channels: 2 },
];

/** Keeps a programme in storage as the origin does; each epoch is a clock and a tone out of ffmpeg. Every time the same. */
export async function keepProgramme(
  storage: Storage,
  id: ProgrammeId,
  epochs: readonly EpochOfMaterial[],
): Promise<void> {
  const problems: unknown[] = [];
  const programme = new Programme({
    id,
    storage,
    clock: systemClock,
    events: {
      storageFailed: (fault) => problems.push(fault),
      segmentLost: (about) => problems.push(about),
      durationExceeded: (about) => problems.push(about),
    },
  });
  for (const [index, { seconds, startMs }] of epochs.entries()) {
    const epoch = index + 1;
    const { nextMsn } = programme.announce({ epoch, targetDurationSeconds: 2, partTargetSeconds: 2, renditions });
    for (const { name, kind } of renditions) {
      const { init, segments } = await encodeSegments(kind, seconds);
      programme.putInit({ rendition: name, epoch }, init);
      let atMs = startMs;
      for (const [n, { bytes, durationSeconds }] of segments.entries()) {
        programme.putPart(
          { rendition: name, epoch, msn: nextMsn + n, part: 0 },
          { durationSeconds, independent: 1, last: 1, programDateTimeMs: atMs },
          bytes,
        );
        atMs += durationSeconds * 1000;
      }
    }
  }
  await programme.end(epochs.length);
  if (problems.length > 0) throw new Error(`material is not as it should be: ${JSON.stringify(problems)}`);
}

const sources = {
  video: (seconds: number, { width, height, videoKbitsPerSecond: rate }: MaterialShape) => [
    ...['-f', 'lavfi', '-i', `testsrc2=size=${width}x${height}:rate=30:duration=${seconds}`],
    ...(rate === undefined ? [] : ['-b:v', `${rate}k`, '-maxrate', `${rate}k`, '-bufsize', `${rate}k`]),
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-g', '60', '-threads', '1'],
    ...['-sc_threshold', '0', '-pix_fmt', 'yuv420p'],
  ],
  // An encoder's delay would move the sound against the picture by a frame; the mixer's has none.
  audio: (seconds: number) => [
    ...['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`, '-ac', '2', '-c:a', 'aac'],
  ],
};

export interface MadeSegment {
  readonly bytes: Buffer;
  readonly durationSeconds: number;
}

/** A clock or a tone, in segments of two seconds. */
export async function encodeSegments(
  kind: 'video' | 'audio',
  seconds: number,
  shape: MaterialShape = size,
): Promise<{ init: Buffer; segments: MadeSegment[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-material-'));
  try {
    const hls = ['-f', 'hls', '-hls_time', '2', '-hls_list_size', '0', '-hls_segment_type', 'fmp4'];
    const names = ['-hls_fmp4_init_filename', 'init.mp4', '-hls_segment_filename', join(folder, '%d.m4s')];
    const args = ['-v', 'error', ...sources[kind](seconds, shape), ...hls, ...names, join(folder, 'list.m3u8')];
    await promisify(execFile)('ffmpeg', args);
    const list = await readFile(join(folder, 'list.m3u8'), 'utf8');
    const durations = [...list.matchAll(/#EXTINF:([\d.]+)/g)].map((match) => Number(match[1]));
    const segments = durations.map(async (durationSeconds, index) => ({
      bytes: await readFile(join(folder, `${index}.m4s`)),
      durationSeconds,
    }));
    return { init: await readFile(join(folder, 'init.mp4')), segments: await Promise.all(segments) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** MD5 of each stream's packets as they are in a file: equal when not a sample was changed. */
export async function streamHashes(file: string): Promise<string[]> {
  const args = ['-v', 'error', '-i', file, '-map', '0', '-c', 'copy', '-f', 'streamhash', '-hash', 'md5', '-'];
  const { stdout } = await promisify(execFile)('ffmpeg', args);
  return [...stdout.matchAll(/MD5=(\w+)/g)].map((match) => match[1] ?? '');
}
