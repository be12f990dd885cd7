import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One figure beside the same work done by something known. */
export interface Comparison {
  readonly name: string;
  readonly value: number;
  readonly baseline: number;
  /** `value / baseline`: below 1 is better than the known thing. */
  readonly ratio: number;
}

/** Many times of one thing, in seconds. */
export interface Distribution {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
  readonly n: number;
}

/** A figure that stands alone: a share, a count. */
export interface Figure {
  readonly name: string;
  readonly value: number;
}

export interface Report {
  readonly bench: string;
  /** Of `value` and `baseline`, or of the percentiles; a lone `value` is a count. */
  readonly unit: string;
  readonly cases: readonly (Comparison | Distribution | Figure)[];
}

export interface BenchOptions {
  readonly isQuick: boolean;
  /** How much of it, where that can be chosen. */
  readonly hours: number | undefined;
  /** The one part of it that is run, where it has parts; undefined: all. */
  readonly only?: string | undefined;
  /** One line of progress for whoever waits. */
  readonly say: (line: string) => void;
}

/** A report, and everything that it was made of. */
export interface BenchResult {
  readonly report: Report;
  readonly samples: unknown;
}

const round = (value: number): number => Number(value.toPrecision(4));

/** @throws TypeError without a single sample: no figure is better than a wrong one */
export function distribution(name: string, seconds: readonly number[]): Distribution {
  if (seconds.length === 0) throw new TypeError(`${name}: nothing was measured`);
  const sorted = seconds.toSorted((a, b) => a - b);
  // The nearest-rank method: always a value that was measured.
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN);
  return { name, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1), n: sorted.length };
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

/** Medians of rounds that were run in turn, so that a busy moment of the machine hits both. */
export function comparison(
  name: string,
  { values, baselines }: { values: readonly number[]; baselines: readonly number[] },
): Comparison {
  const [value, baseline] = [median(values), median(baselines)];
  return { name, value: round(value), baseline: round(baseline), ratio: round(value / baseline) };
}

/** The median of some rounds. */
export const figure = (name: string, values: readonly number[]): Figure => ({ name, value: round(median(values)) });

/** For people; the JSON line follows. */
export function table({ bench, unit, cases }: Report): string {
  const width = Math.max(24, ...cases.map(({ name }) => name.length + 1));
  const rows = cases.map(({ name, ...facts }) =>
    [name.padEnd(width), ...Object.entries(facts).map(([key, value]) => `${key} ${value}`.padEnd(18))].join(''),
  );
  return [`${bench} (${unit})`, ...rows].join('\n');
}

const resultsDir = fileURLToPath(new URL('results', import.meta.url));

/** Keeps the raw samples. @returns the file */
export async function keepSamples({ report, samples }: BenchResult): Promise<string> {
  await mkdir(resultsDir, { recursive: true });
  const file = join(resultsDir, `${report.bench}-${new Date().toISOString().replaceAll(':', '-')}.json`);
  await writeFile(file, JSON.stringify({ ...report, samples }));
  return file;
}
