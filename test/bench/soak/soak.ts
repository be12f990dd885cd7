import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layout } from '@rostrum/compositor';
import type { BenchOptions, BenchResult, Comparison } from '../report.ts';
import { lipSync } from './lip-sync.ts';
import { runLiveSoak } from './live-soak.ts';
import { type MemorySample, slopeMegabytesPerHour } from './memory.ts';
import { SoakRun, soakCanvas, soakSlate } from './soak-run.ts';

/** What the process needs at first (compiled code, pools) is no leak. */
const warmShare = 0.2;
const inMegabytes = (bytes: number) => bytes / 2 ** 20;

/** What a part of the product needs at first (compiled code, pools) is no leak. */
const warmMinutes = 4;

/**
 * Twenty minutes of the whole product at real time, then hours of the mixer alone on a clock that runs as fast as the work
 * is done: what has changed from beginning to end.
 */
export async function benchSoak(options: BenchOptions): Promise<BenchResult> {
  const { only } = options;
  const live = only === 'hours' ? undefined : await benchLive(options);
  const long = only === 'live' ? undefined : await benchHours(options);
  const cases = [live, long].flatMap((part) => part?.cases ?? []);
  return {
    report: { bench: 'soak', unit: 'as named; the baseline is its own beginning', cases },
    samples: { live: live?.samples, hours: long?.samples },
  };
}

async function benchLive({ isQuick, say }: BenchOptions) {
  const minutes = isQuick ? 3 : 20;
  const samples = await runLiveSoak({ minutes, say });
  const settled = samples.minutes.slice(Math.min(warmMinutes, minutes - 2));
  const [first, last] = [settled[0], settled.at(-1)];
  if (!first || !last) throw new Error('too short');
  const [offset, offsetAtEnd] = samples.offsetsMs;
  const figure = (name: string, value: number) => ({ name, value: Number(value.toFixed(2)) });
  return {
    samples,
    cases: [
      ...Object.keys(last.memory).map((part) =>
        compared(`${minutes} min live: RSS of ${part}, MB`, last.memory[part] ?? 0, first.memory[part] ?? 0),
      ),
      compared(`${minutes} min live: delta update, bytes`, last.deltaBytes, first.deltaBytes),
      compared(`${minutes} min live: a part is there after, ms`, last.partLateMs, first.partLateMs),
      compared(`${minutes} min live: beep after flash, ms`, offsetAtEnd, offset),
      figure(
        `${minutes} min live: viewer's picture stood still, s in all`,
        samples.minutes.reduce((sum, { stallSeconds }) => sum + stallSeconds, 0),
      ),
      figure(`${minutes} min live: discontinuities`, samples.discontinuities),
    ],
  };
}

/** @throws Error when a frame or a block of sound is missing */
async function benchHours({ isQuick, hours: wanted, say }: BenchOptions) {
  const hours = wanted ?? (isQuick ? 0.1 : 8);
  const memory: MemorySample[] = [];
  const run = new SoakRun({
    seconds: hours * 3600,
    onMemory: (sample) => {
      memory.push(sample);
      const [rss, heap] = [sample.rssBytes, sample.heapBytes].map((bytes) => Math.round(inMegabytes(bytes)));
      say(`${sample.programmeHours.toFixed(2)} h: ${rss} MB, of which the heap has ${heap} MB`);
    },
  });
  const beganMs = performance.now();
  const cpuBefore = process.cpuUsage();
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-soak-'));
  try {
    await run.mix.run();
    const { user, system } = process.cpuUsage(cpuBefore);
    const [first, last] = [await offsetMs(dir, run, 'start'), await offsetMs(dir, run, 'end')];
    const settled = memory.filter(({ programmeHours }) => programmeHours >= hours * warmShare);
    const rssOf = (sample: MemorySample | undefined) => inMegabytes(sample?.rssBytes ?? 0);
    return {
      cases: [
        compared(`${hours} h: RSS at the end, MB`, rssOf(settled.at(-1)), rssOf(settled[0])),
        compared(`${hours} h: beep after flash at the end, ms`, last, first),
      ],
      samples: {
        memory,
        rssMegabytesPerHour: slopeMegabytesPerHour(settled, 'rssBytes'),
        heapMegabytesPerHour: slopeMegabytesPerHour(settled, 'heapBytes'),
        externalMegabytesPerHour: slopeMegabytesPerHour(settled, 'externalBytes'),
        cpuSeconds: (user + system) / 1e6,
        wallSeconds: (performance.now() - beganMs) / 1000,
        changes: run.changes,
        stats: run.mix.stats(),
      },
    };
  } finally {
    await run.mix.close();
    await rm(dir, { recursive: true });
  }
}

const compared = (name: string, value: number, baseline: number): Comparison => ({
  name,
  value: Number(value.toFixed(2)),
  baseline: Number(baseline.toFixed(2)),
  ratio: Number((value / baseline).toFixed(3)),
});

/** How long after the host's flash their beep is heard. */
function offsetMs(dir: string, { mix, presenters, excerpts }: SoakRun, name: 'start' | 'end'): Promise<number> {
  const of = (kind: 'video' | 'audio') => ({
    init: mix.output.renditions.find(({ rendition }) => rendition.name === kind)?.init ?? Buffer.alloc(0),
    parts: excerpts[name].filter(({ rendition }) => rendition === kind),
  });
  const people = presenters.map(({ participant: { id } }) => {
    return { id, name: 'Looped', hasCamera: true, hasScreen: false, muted: false };
  });
  const plan = layout({ ...soakCanvas, people, slate: soakSlate });
  const [tile] = plan.kind === 'tiles' ? plan.tiles : [];
  if (!tile) throw new TypeError('the host has no tile');
  // The test's eyes see 1280 columns.
  const scale = 1280 / soakCanvas.width;
  const { x, y, width, height } = tile;
  const seen = { x: x * scale, y: y * scale, width: width * scale, height: height * scale };
  return lipSync(dir, { name, video: of('video'), audio: of('audio') }, { look: presenters[0].look, tile: seen });
}
