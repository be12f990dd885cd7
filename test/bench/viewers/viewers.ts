import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { signToken } from '@rostrum/service';
import { type BenchOptions, type BenchResult, type Comparison, type Distribution, distribution } from '../report.ts';
import { cpuSeconds } from './cpu-time.ts';
import type { CrowdCount, CrowdOrder } from './crowd.ts';
import { Feed, partMs, partsPerSegment } from './feed.ts';
import { type ServerUnderTest, startEdge, startFiles, startOrigin } from './servers.ts';

const crowdModule = fileURLToPath(new URL('crowd.ts', import.meta.url));
const viewersPerProcess = 2500;

interface Crowd {
  readonly server: ServerUnderTest;
  readonly viewers: number;
  readonly base: string;
  readonly way: 'live' | 'files';
  readonly place: () => number;
  readonly seconds: number;
}

interface Measured {
  readonly latenciesMs: readonly number[];
  readonly answers: number;
  readonly connected: number;
  readonly troubles: Readonly<Record<string, number>>;
  /** What the server itself used, for each second. */
  readonly cpuShare: number;
}

const settleMs = 4000;

/** How LL-HLS reaches a crowd: from the origin alone, through an edge, and beside it from a server of files. */
export async function benchViewers({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const crowds = isQuick ? [200, 500] : [1000, 2000, 5000];
  const seconds = isQuick ? 5 : 10;
  const cases: (Comparison | Distribution)[] = [];
  const samples: Record<string, unknown> = {};
  for (const viewers of crowds) {
    const files = await fromFiles(viewers, seconds);
    for (const way of ['origin', 'edge'] as const) {
      const name = `${way}, ${viewers} viewers`;
      say(`${name} …`);
      const { measured, originRequests, parts } = await fromOrigin(way, viewers, seconds);
      const { latenciesMs, ...facts } = measured;
      say(`  ${JSON.stringify({ ...facts, originRequests, parts })}`);
      if (latenciesMs.length > 0)
        cases.push(
          distribution(
            name,
            latenciesMs.map((ms) => ms / 1000),
          ),
        );
      const per = 1000 / viewers;
      cases.push(one(`${name}, CPU s/s of 1000`, measured.cpuShare * per, files.cpuShare * per));
      // Beside what the crowd itself asks for.
      cases.push(one(`${name}, origin requests per part`, originRequests / parts, measured.answers / parts));
      samples[name] = { ...facts, originRequests, parts };
    }
    const { latenciesMs, ...facts } = files;
    cases.push(
      distribution(
        `files, ${viewers} viewers`,
        latenciesMs.map((ms) => ms / 1000),
      ),
    );
    samples[`files, ${viewers} viewers`] = facts;
  }
  return { report: { bench: 'viewers', unit: 's', cases }, samples };
}

const round = (value: number): number => Number(value.toPrecision(4));
const one = (name: string, value: number, baseline: number): Comparison => ({
  name,
  value: round(value),
  baseline: round(baseline),
  ratio: round(value / baseline),
});

async function fromOrigin(way: 'origin' | 'edge', viewers: number, seconds: number) {
  const origin = await startOrigin();
  const feed = await Feed.open(origin.url, origin.secret);
  const edge = way === 'edge' ? await startEdge(origin) : undefined;
  try {
    while (feed.taken < 2 * partsPerSegment) await wait(50);
    const token = await signToken(origin.secret, {
      audience: 'watch',
      subject: feed.programmeId,
      expiresInSeconds: 3600,
    });
    let [requests, taken] = [0, 0];
    const measured = await measure(
      {
        server: edge ?? origin,
        viewers,
        base: `/live/${token}/${feed.programmeId}/v240/`,
        way: 'live',
        place: () => feed.taken,
        seconds,
      },
      {
        begin: async () => {
          [requests, taken] = [await origin.requests(), feed.taken];
        },
        end: async () => {
          [requests, taken] = [(await origin.requests()) - requests, feed.taken - taken];
        },
      },
    );
    return { measured, originRequests: requests, parts: taken };
  } finally {
    await feed.close();
    await edge?.close();
    await origin.close();
  }
}

/** Two kilobytes are what a delta update takes. */
async function fromFiles(viewers: number, seconds: number): Promise<Measured> {
  const server = await startFiles('#EXTM3U\n'.repeat(250));
  try {
    return await measure({ server, viewers, base: '/', way: 'files', place: () => 0, seconds });
  } finally {
    await server.close();
  }
}

async function measure(
  { server, viewers, base, way, place, seconds }: Crowd,
  { begin, end }: { begin?: () => Promise<void>; end?: () => Promise<void> } = {},
): Promise<Measured> {
  const count = Math.ceil(viewers / viewersPerProcess);
  const processes = Array.from({ length: count }, () => fork(crowdModule, { stdio: 'inherit' }));
  const tell = (order: CrowdOrder) => {
    for (const one of processes) one.send(order);
  };
  try {
    await wait(500); // Node's own start would come too early for its first order.
    const overMs = Math.max(1000, viewers);
    tell({
      type: 'come',
      host: '127.0.0.1',
      port: server.port,
      viewers: Math.round(viewers / count),
      overMs,
      base,
      partsPerSegment,
      way,
      partMs,
      place: place(),
    });
    await wait(overMs + settleMs);
    await begin?.();
    tell({ type: 'count' });
    const [cpuBefore, before] = [cpuSeconds(server.pid), performance.now()];
    await wait(seconds * 1000);
    const cpuShare = (cpuSeconds(server.pid) - cpuBefore) / ((performance.now() - before) / 1000);
    await end?.();
    return { ...merge(await Promise.all(processes.map(leave))), cpuShare };
  } finally {
    for (const one of processes) one.kill();
  }
}

async function leave(crowd: ChildProcess): Promise<CrowdCount> {
  crowd.send({ type: 'leave' } satisfies CrowdOrder);
  const [count] = await once(crowd, 'message', { signal: AbortSignal.timeout(60_000) });
  return count as CrowdCount;
}

function merge(counts: readonly CrowdCount[]): Omit<Measured, 'cpuShare'> {
  const troubles: Record<string, number> = {};
  for (const count of counts)
    for (const [what, times] of Object.entries(count.troubles)) troubles[what] = (troubles[what] ?? 0) + times;
  return {
    latenciesMs: counts.flatMap(({ latenciesMs }) => latenciesMs),
    answers: counts.reduce((sum, { answers }) => sum + answers, 0),
    connected: counts.reduce((sum, { connected }) => sum + connected, 0),
    troubles,
  };
}
