import { stat } from 'node:fs/promises';
import { Fault } from '@rostrum/protocol';
import ffmpeg from 'fluent-ffmpeg';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface PosterOptions extends FfmpegRun {
  readonly input: string;
  readonly atSeconds: number;
  /** A JPEG; replaced when it is there. */
  readonly output: string;
  /** Pixels; the height follows. */
  readonly width: number;
}

/** One frame of a video as a JPEG. @throws as `runFfmpeg`; MEDIA_UNREADABLE also when no frame is there */
export async function poster({ input, atSeconds, output, width, ...run }: PosterOptions): Promise<void> {
  const command = ffmpeg(input)
    .inputOptions('-ss', `${atSeconds}`)
    .outputOptions('-map', '0:v:0', '-frames:v', '1', '-vf', `scale=${width}:-2`, '-q:v', '3', '-f', 'mjpeg', '-y')
    .output(output);
  await runFfmpeg(command, { timeoutMs: 60_000, ...run });
  const facts = await stat(output).catch(() => undefined); // Absent is as good as empty.
  if (!facts?.size) throw new Fault('MEDIA_UNREADABLE', { detail: `no frame at ${atSeconds} s` });
}
