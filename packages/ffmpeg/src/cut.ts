import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '@rostrum/protocol';
import ffmpeg from 'fluent-ffmpeg';
import { type CutPart, planCut } from './cut-plan.ts';
import { type FramePacket, framePackets } from './packets.ts';
import { probe } from './probe.ts';
import { concatList } from './remux.ts';
import { type FfmpegRun, runFfmpeg } from './run-ffmpeg.ts';

export interface CutOptions extends Omit<FfmpegRun, 'onProgress'> {
  /** An MP4 with H.264 without B frames, as a mixer makes it. */
  readonly input: string;
  /** Replaced when it is there. */
  readonly output: string;
  /** For files at hand; not cleared. */
  readonly folder: string;
  readonly startSeconds: number;
  /** The first frame that is left out is the one at or after this. */
  readonly endSeconds: number;
  readonly title?: string;
  readonly threads: number;
}

/** Less than any distance of two frames: a time printed a little too low must not mean the frame before. */
const slackSeconds = 0.004;
const timescale = ['-video_track_timescale', '90000'];

/**
 * Cuts a part out of a film, exact to the frame: only what lies between the cut and the next key frame is coded again, the
 * rest is copied. Sound is copied; it begins where the picture does by the file's edit list.
 * @throws as `runFfmpeg`; MEDIA_UNREADABLE also when no frame lies in the part
 */
export async function cut(options: CutOptions): Promise<void> {
  const { input, output, folder, startSeconds, endSeconds, title, threads, ...run } = options;
  const frames = await framePackets(input, run);
  const parts = planCut(frames, { startSeconds, endSeconds });
  const [first] = parts;
  const end = parts.at(-1)?.endSeconds;
  if (!first || end === undefined) throw new Fault('MEDIA_UNREADABLE', { detail: 'no frame lies in the part' });
  const listed = [];
  for (const [index, part] of parts.entries()) {
    const name = `part-${index}.mp4`;
    await makePart(part, { frames, input, output: join(folder, name), threads, run });
    listed.push({ name, spanSeconds: part.endSeconds - part.startSeconds });
  }
  const list = join(folder, 'parts.txt');
  await writeFile(list, concatList(listed));
  const command = ffmpeg(list).inputOptions('-f', 'concat', '-safe', '1');
  if ((await probe(input, run)).streams.some(({ kind }) => kind === 'audio')) {
    const sound = join(folder, 'sound.mp4');
    await runFfmpeg(ffmpeg(input).outputOptions('-map', '0:a:0', '-c', 'copy', '-y').output(sound), run);
    const [from, length] = [first.startSeconds, end - first.startSeconds];
    command.input(sound).inputOptions('-ss', `${from}`, '-t', `${length}`).outputOptions('-map', '1:a:0');
  }
  command.outputOptions('-map', '0:v:0', '-c', 'copy', '-avoid_negative_ts', 'disabled', '-map_chapters', '-1');
  if (title !== undefined) command.outputOptions('-metadata', `title=${title}`);
  command.outputOptions(...timescale, '-movflags', '+faststart', '-f', 'mp4', '-y').output(output);
  await runFfmpeg(command, run);
}

interface PartOptions {
  readonly frames: readonly FramePacket[];
  readonly input: string;
  readonly output: string;
  readonly threads: number;
  readonly run: FfmpegRun;
}

async function makePart(part: CutPart, { frames, input, output, threads, run }: PartOptions): Promise<void> {
  const { startSeconds, endSeconds, isCopied } = part;
  const isIn = ({ seconds }: FramePacket) => seconds >= startSeconds && seconds < endSeconds;
  const count = frames.filter(isIn).length;
  // A copy begins at the key frame at or before the time, so that has to be a little later; decoding drops what is before.
  const at = isCopied ? startSeconds + slackSeconds : Math.max(0, startSeconds - slackSeconds);
  const command = ffmpeg(input).inputOptions('-threads', `${threads}`, '-ss', at.toFixed(6));
  command.outputOptions('-map', '0:v:0', '-frames:v', `${count}`);
  if (isCopied) command.outputOptions('-c', 'copy');
  else {
    const quality = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '16', '-bf', '0', '-pix_fmt', 'yuv420p'];
    command.outputOptions(
      ...quality,
      '-fps_mode',
      'passthrough',
      '-enc_time_base',
      '1:90000',
      '-threads',
      `${threads}`,
    );
  }
  // From zero on, without an edit list: that would hide the first frame of a copy.
  command.outputOptions('-avoid_negative_ts', 'make_zero', ...timescale, '-f', 'mp4', '-y').output(output);
  await runFfmpeg(command, run);
}
