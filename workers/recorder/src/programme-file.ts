import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chapterList, concatList, join as joinFiles, probe, remux } from '@rostrum/ffmpeg';
import type { Chapter } from '@rostrum/protocol';
import { type EpochTracks, spanSeconds } from './epochs.ts';
import { type GatherOptions, gather } from './gather.ts';

export interface ProgrammeFileOptions extends Omit<GatherOptions, 'onSegment'> {
  readonly epochs: readonly EpochTracks[];
  readonly title: string;
  readonly chapters: readonly Chapter[];
  /** Emptied by whoever made it. */
  readonly folder: string;
  /** 0 to 1. */
  readonly progress: (done: number) => void;
}

/** Shares of the work: reading segments, then writing the MP4 and moving its index to the front. */
const gatherShare = 0.5;

/** Makes one MP4 of a programme's epochs, not a sample changed. Answers its path. @throws as packages/ffmpeg */
export async function makeProgrammeFile(options: ProgrammeFileOptions): Promise<string> {
  const { epochs, title, chapters, folder, signal, progress } = options;
  const tracks = epochs.flatMap((one) => one.tracks);
  const segments = tracks.reduce((sum, track) => sum + track.segments.length, 0);
  const seconds = epochs.reduce((sum, one) => sum + lengthOf(one), 0);
  let gathered = 0;
  const files = [];
  for (const one of epochs) {
    const inputs = [];
    for (const [index, track] of one.tracks.entries()) {
      const path = join(folder, `${one.epoch}-${index}.mp4`);
      await gather(track, path, {
        ...options,
        onSegment: () => {
          gathered += 1;
          progress((gatherShare * gathered) / segments);
        },
      });
      inputs.push(path);
    }
    files.push({ ...one, inputs });
  }
  const output = join(folder, 'programme.mp4');
  const run = {
    signal,
    onProgress: (at: number) => progress(gatherShare + (1 - gatherShare) * Math.min(1, at / seconds)),
  };
  const named = chapters.length > 0 ? { chapters: join(folder, 'chapters.txt') } : {};
  if (named.chapters) await writeFile(named.chapters, chapterList(chapters, lengthSeconds(epochs)));
  const about = { output, title, ...named, ...run };
  const [first] = files;
  if (files.length === 1 && first) await remux({ inputs: first.inputs, ...about });
  else await joinFiles({ list: await makeList(files, { folder, signal }), ...about });
  return output;
}

const lengthOf = ({ tracks }: EpochTracks): number =>
  tracks[0]?.segments.reduce((sum, segment) => sum + segment.durationSeconds, 0) ?? 0;

/** From the first picture of the first epoch to the last of the last, as the clocks of their mixers say. */
export function lengthSeconds(epochs: readonly EpochTracks[]): number {
  const [first, last] = [epochs[0], epochs.at(-1)];
  return first && last ? (last.startMs - first.startMs) / 1000 + lengthOf(last) : 0;
}

/** One file for each epoch, in which sound and picture lie as its mixer meant them, and the list of these files. */
async function makeList(
  files: readonly (EpochTracks & { inputs: string[] })[],
  { folder, signal }: { folder: string; signal: AbortSignal },
): Promise<string> {
  const listed = [];
  for (const [index, { epoch, inputs, startMs }] of files.entries()) {
    const name = `epoch-${epoch}.mp4`;
    await remux({ inputs, output: join(folder, name), signal });
    const { durationSeconds } = await probe(join(folder, name), { signal });
    const next = files[index + 1];
    const span = next ? { spanSeconds: spanSeconds({ startMs, nextStartMs: next.startMs, durationSeconds }) } : {};
    listed.push({ name, ...span });
  }
  const list = join(folder, 'epochs.txt');
  await writeFile(list, concatList(listed));
  return list;
}
