import ffmpeg from 'fluent-ffmpeg';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface RemuxOptions extends FfmpegRun {
  /** Files whose streams go into the output, all of them, as they are. */
  readonly inputs: readonly string[];
  /** Replaced when it is there. */
  readonly output: string;
  /** Kept in the file's metadata. */
  readonly title?: string;
  /** A text as `chapterList` writes it. Default: no chapters. */
  readonly chapters?: string;
}

/**
 * Puts the streams of several files side by side into one MP4, without touching a sample. How they lie to each other in
 * time stays as it is; the earliest begins at zero. The index comes first, so that a browser plays while it loads.
 * @throws as `runFfmpeg`
 */
export async function remux({ inputs, output, title, chapters, ...run }: RemuxOptions): Promise<void> {
  const command = ffmpeg();
  for (const input of inputs) command.input(input);
  for (const index of inputs.keys()) command.outputOptions('-map', `${index}`);
  addChapters(command, chapters, inputs.length);
  // Without copyts each input would be moved to zero by itself, and sound would part from picture.
  command.outputOptions('-copyts', '-avoid_negative_ts', 'make_zero', '-c', 'copy');
  finish(command, title).output(output);
  await runFfmpeg(command, run);
}

const finish = (command: ffmpeg.FfmpegCommand, title: string | undefined): ffmpeg.FfmpegCommand => {
  if (title !== undefined) command.outputOptions('-metadata', `title=${title}`);
  return command.outputOptions('-movflags', '+faststart', '-f', 'mp4', '-y');
};

const addChapters = (command: ffmpeg.FfmpegCommand, chapters: string | undefined, inputs: number): void => {
  if (chapters !== undefined) command.input(chapters).inputOptions('-f', 'ffmetadata');
  command.outputOptions('-map_chapters', chapters === undefined ? '-1' : `${inputs}`);
};

export interface JoinOptions extends Omit<RemuxOptions, 'inputs'> {
  /** A list as `concatList` writes it; the files' streams must be of the same kinds, in the same order. */
  readonly list: string;
}

/** Puts files one after the other into one MP4, without touching a sample. @throws as `runFfmpeg` */
export async function join({ list, output, title, chapters, ...run }: JoinOptions): Promise<void> {
  const command = ffmpeg(list).inputOptions('-f', 'concat', '-safe', '1');
  addChapters(command, chapters, 1);
  command.outputOptions('-map', '0', '-c', 'copy');
  finish(command, title).output(output);
  await runFfmpeg(command, run);
}

export interface JoinedFile {
  /** A name in the list's own folder: letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** When the next file begins, in seconds after this one's beginning. Default: when this one ends. */
  readonly spanSeconds?: number;
}

/** The text of a list for ffmpeg's concat demuxer. */
export function concatList(files: readonly JoinedFile[]): string {
  const lines = files.flatMap(({ name, spanSeconds }) => {
    if (!/^[\w-][\w.-]*$/.test(name)) throw new TypeError(`not a plain file name: ${name}`);
    return [`file ${name}`, ...(spanSeconds === undefined ? [] : [`duration ${spanSeconds.toFixed(6)}`])];
  });
  return `${['ffconcat version 1.0', ...lines].join('\n')}\n`;
}
