import { stat } from 'node:fs/promises';
import { Fault } from '@rostrum/protocol';
import ffmpeg from 'fluent-ffmpeg';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface SpriteOptions extends FfmpegRun {
  readonly input: string;
  /** A JPEG; replaced when it is there. */
  readonly output: string;
  /** From one picture to the next. */
  readonly intervalSeconds: number;
  /** Pixels of each picture. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  readonly threads: number;
}

/**
 * Many small pictures of a video in one JPEG, row by row. Only key frames are decoded: picture n is the last key frame
 * at or before n intervals.
 * @throws as `runFfmpeg`; MEDIA_UNREADABLE also when no frame is there
 */
export async function sprite(options: SpriteOptions): Promise<void> {
  const { input, output, intervalSeconds, width, height, columns, rows, threads, ...run } = options;
  const filters = [
    `fps=fps=1/${intervalSeconds}:start_time=0:round=up`,
    `scale=${width}:${height}:force_original_aspect_ratio=decrease`,
    `pad=${width}:${height}:-1:-1`,
    `tile=${columns}x${rows}`,
  ];
  const command = ffmpeg(input)
    .inputOptions('-threads', `${threads}`, '-skip_frame', 'nokey')
    .outputOptions('-map', '0:v:0', '-vf', filters.join(','), '-frames:v', '1', '-q:v', '5', '-f', 'mjpeg', '-y')
    .output(output);
  await runFfmpeg(command, run);
  const facts = await stat(output).catch(() => undefined); // Absent is as good as empty.
  if (!facts?.size) throw new Fault('MEDIA_UNREADABLE', { detail: 'no picture for the sprite' });
}
