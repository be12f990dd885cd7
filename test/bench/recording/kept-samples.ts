import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpochMaterial, ProgrammeMaterial } from '@rostrum/hls';
import { run } from '../../support/media/command.ts';

/** One coded picture, or one frame of sound. */
interface Sample {
  readonly hash: string;
  readonly at: number;
  readonly ticks: number;
}

/** What a recording has of its programme. */
export interface Kept {
  /** Pictures or frames of sound that the mixers have published. */
  readonly published: number;
  /** Of these, absent in the file. */
  readonly missing: number;
  /** More often in the file than they were published. */
  readonly doubled: number;
  /** Samples that one mixer should have made and has not: holes within an epoch. */
  readonly skipped: number;
}

/** Joining epochs puts their parameter sets in front of key frames: another sample, the same picture (H.264 §7.4.1.2.3). */
const withoutParameterSets = { video: ['-bsf:v', 'filter_units=remove_types=7-9'], audio: [] };

async function samplesOf(file: string, kind: 'video' | 'audio'): Promise<Sample[]> {
  const args = ['-v', 'error', '-i', file, '-map', kind === 'video' ? '0:v:0' : '0:a:0', '-c', 'copy'];
  const text = await run({
    command: 'ffmpeg',
    args: [...args, ...withoutParameterSets[kind], '-f', 'framemd5', '-'],
    timeoutMs: 300_000,
  });
  return text.split('\n').flatMap((line) => {
    if (line.startsWith('#') || line === '') return [];
    const [, dts, , duration, , hash = ''] = line.split(',').map((field) => field.trim());
    return [{ hash, at: Number(dts), ticks: Number(duration) }];
  });
}

async function samplesOfEpoch(media: string, dir: string, epoch: EpochMaterial, kind: 'video' | 'audio') {
  const keys = [epoch.initKey, ...epoch.segments.map(({ key }) => key)];
  const file = join(dir, `${kind}-${epoch.epoch}.mp4`);
  await writeFile(file, Buffer.concat(await Promise.all(keys.map((key) => readFile(join(media, key))))));
  return samplesOf(file, kind);
}

const countsOf = (samples: readonly Sample[]) =>
  samples.reduce((counts, { hash }) => counts.set(hash, (counts.get(hash) ?? 0) + 1), new Map<string, number>());

/** Of how many `a` has more than `b`. */
const more = (a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number =>
  [...a].reduce((sum, [hash, count]) => sum + Math.max(0, count - (b.get(hash) ?? 0)), 0);

/** Compares each coded sample of the file with those of the segments that the mixers have published. */
export async function compareSamples(
  { renditions }: ProgrammeMaterial,
  { media, dir, file, kind }: { media: string; dir: string; file: string; kind: 'video' | 'audio' },
): Promise<Kept> {
  const best = renditions.find((one) => one.kind === kind);
  const epochs = await Promise.all((best?.epochs ?? []).map((epoch) => samplesOfEpoch(media, dir, epoch, kind)));
  const published = countsOf(epochs.flat());
  const kept = countsOf(await samplesOf(file, kind));
  const holes = epochs.map((samples) =>
    samples.reduce((sum, { at }, index) => {
      const before = samples[index - 1];
      return before ? sum + Math.round((at - before.at - before.ticks) / before.ticks) : sum;
    }, 0),
  );
  return {
    published: epochs.flat().length,
    missing: more(published, kept),
    doubled: more(kept, published),
    skipped: holes.reduce((sum, hole) => sum + Math.abs(hole), 0),
  };
}
