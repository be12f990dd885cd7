import ffmpeg from 'fluent-ffmpeg';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface SoundFileOptions extends FfmpegRun {
  readonly input: string;
  /** An M4A; replaced when it is there. */
  readonly output: string;
  readonly title?: string;
  /** Louder or softer by this, dB, and never above -1 dBFS; undefined: the sound as it is, not a sample changed. */
  readonly gainDb?: number | undefined;
}

/** -1 dBFS: what R 128 allows as a true peak, reached through the limiter's oversampling. */
const limiter = 'aresample=192000,alimiter=limit=0.891:level=false:attack=5:release=50,aresample=48000';

/** The first sound of a file as an M4A, with the file's chapters. @throws as `runFfmpeg` */
export async function soundFile({ input, output, title, gainDb, ...run }: SoundFileOptions): Promise<void> {
  const command = ffmpeg(input).outputOptions('-vn', '-map', '0:a:0');
  if (gainDb === undefined) command.outputOptions('-c:a', 'copy');
  else {
    const filters = `volume=${gainDb.toFixed(2)}dB,${limiter}`;
    command.outputOptions('-af', filters, '-c:a', 'aac', '-b:a', '128k', '-ar', '48000');
  }
  if (title !== undefined) command.outputOptions('-metadata', `title=${title}`);
  command.outputOptions('-movflags', '+faststart', '-f', 'ipod', '-y').output(output);
  await runFfmpeg(command, run);
}
