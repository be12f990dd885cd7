import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { probe } from '@rostrum/ffmpeg';
import { ControlApi } from '../support/control-api.ts';
import { PlaylistWatch } from '../support/media/playlist-watch.ts';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkRedis } from '../support/net/network-redis.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { Postgres } from '../support/postgres.ts';
import { randoms } from '../support/randoms.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { longestPauseMs } from '../support/stage-diary.ts';
import { until } from '../support/until.ts';
import { longestOutage, NotingPresenter, TalkingHost } from './people.ts';
import { type Limits, type Site, type Trouble, troubles } from './troubles.ts';

export interface ChaosOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Limits are multiplied by it, on a machine that has other things to do. */
  readonly slack: number;
  readonly say: (line: string) => void;
}

/** What everybody missed from one trouble to the next, in seconds. */
interface Outcome {
  readonly trouble: Trouble;
  readonly hit: string;
  readonly missed: Limits;
}

export interface ChaosResult {
  readonly outcomes: readonly Outcome[];
  /** What must not be lost and was, or a limit that was exceeded: one sentence for each. */
  readonly failures: readonly string[];
}

const viewers = 3;
const presenters = [
  { name: 'Ada', look: 0 },
  { name: 'Ben', look: 1 },
];
/** After a trouble everything is whole again, a node waits, and players are calm. */
const calmMs = { least: 9000, most: 13_000 };
/** What a killed mixer had in hand, and what a restarted origin had not kept. */
const recordingLossSeconds = 3;

/** Three SFU nodes, each on a machine of its own where namespaces can be made. */
async function openSite(
  databaseUrl: string | undefined,
  { closers, say }: { closers: (() => unknown)[]; say: ChaosOptions['say'] },
): Promise<Site> {
  const common = {
    ROSTRUM_LADDER: 'none',
    ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, ROSTRUM_CONTROLS: '2' }),
  };
  const options = { sfus: 3, mixers: 2, pages: 'blank' as const };
  const noMachines = whyNoNetworks();
  if (noMachines !== undefined) {
    say(`a silent host is a stopped one, and no network is cut: ${noMachines}`);
    const stack = await Stack.start({ ...options, settings: common });
    closers.push(() => stack.close());
    return { stack, machines: {}, restartRedis: () => stack.restart('redis') };
  }
  const network = TestNetwork.open();
  closers.push(() => network.close());
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-chaos-'));
  closers.push(() => rm(dir, { recursive: true, force: true }));
  const redis = await NetworkRedis.start(dir, network.address);
  closers.push(() => redis.stop());
  const machines = Object.fromEntries(['sfu-1', 'sfu-2', 'sfu-3'].map((name) => [name, network.addHost(name)]));
  // Where the SFU nodes send pictures and sound to.
  const rtp = { ROSTRUM_RTP_ADDRESS: network.address };
  const stack = await Stack.start({
    ...options,
    host: network.address,
    machines,
    env: { 'mixer-1': rtp, 'mixer-2': rtp },
    settings: { ...common, REDIS_URL: redis.url },
  });
  closers.push(() => stack.close());
  return { stack, machines, restartRedis: () => redis.restart() };
}

/** A running webinar with all that it needs, and people who note what they miss. */
class RunningWebinar {
  readonly stack: Stack;
  readonly site: Site;
  readonly presenters: readonly NotingPresenter[];
  readonly host: TalkingHost;
  readonly viewers: readonly PlaylistWatch[];
  readonly #closers: (() => unknown)[];
  readonly #liveAtMs: number;

  private constructor(
    parts: Pick<RunningWebinar, 'site' | 'presenters' | 'host' | 'viewers'>,
    { closers, liveAtMs }: { closers: (() => unknown)[]; liveAtMs: number },
  ) {
    this.site = parts.site;
    this.stack = parts.site.stack;
    this.presenters = parts.presenters;
    this.host = parts.host;
    this.viewers = parts.viewers;
    this.#closers = closers;
    this.#liveAtMs = liveAtMs;
  }

  static async open(say: ChaosOptions['say']): Promise<RunningWebinar> {
    const closers: (() => unknown)[] = [];
    try {
      const noDatabase = await Postgres.missing();
      if (noDatabase !== undefined) say(`one control process alone: ${noDatabase}`);
      const database = noDatabase === undefined ? await Postgres.start() : undefined;
      closers.push(() => database?.stop());
      const site = await openSite(database?.url, { closers, say });
      const { stack } = site;
      const { api, bootstrap } = await ControlApi.open(stack);
      const { hostUrl, syntheticUrl, viewerUrl } = bootstrap.webinar;
      const { session } = await api.join(hostUrl);
      const host = await TalkingHost.open(stack, { session, name: 'Host' });
      closers.push(() => host.close());
      const noting = presenters.map((one) => new NotingPresenter(syntheticUrl, one));
      closers.push(() => Promise.all(noting.map(({ presenter }) => presenter.close())));
      await Promise.all(noting.map(({ presenter }) => presenter.onStage));
      await host.caller.peer.request('goLive', {});
      const liveAtMs = Date.now();
      const index = await until(async () => (await api.join(viewerUrl)).webinar.programme?.url, 20_000, 250);
      const watches = Array.from(
        { length: viewers },
        () => new PlaylistWatch(index.replace('index.m3u8', 'video/media.m3u8')),
      );
      closers.push(() => Promise.all(watches.map((watch) => watch.close())));
      await until(() => watches.every(({ playlists }) => playlists.length > 6), 30_000);
      return new RunningWebinar({ site, presenters: noting, host, viewers: watches }, { closers, liveAtMs });
    } catch (error) {
      for (const close of closers.reverse()) await close();
      throw error;
    }
  }

  /** What everybody missed in a time, in seconds. */
  missed(fromMs: number, toMs: number): Limits {
    const paused = this.viewers.map(({ playlists }) =>
      longestPauseMs(
        playlists.map(({ atMs }) => atMs),
        fromMs,
        toMs,
      ),
    );
    return {
      viewer: Math.max(...paused) / 1000,
      media: Math.max(...this.presenters.map(({ outages }) => longestOutage(outages, fromMs, toMs))),
      signaling: longestOutage(this.host.outages, fromMs, toMs),
    };
  }

  /** What must not be lost, and was. */
  async losses(): Promise<string[]> {
    const failures: string[] = [];
    for (const watch of this.viewers) {
      try {
        watch.assertOrder();
      } catch (error) {
        failures.push((error as Error).message);
      }
    }
    const { api, bootstrap } = await ControlApi.open(this.stack);
    const state = await until(
      async () => this.#state(api, bootstrap.webinar.hostUrl).catch(() => undefined),
      10_000,
      500,
    );
    for (const { name } of [...presenters, { name: 'Host' }]) {
      if (!state.names.includes(name)) failures.push(`${name} is not on the stage any more`);
    }
    const heard = state.lines;
    // The oldest may have been let go of.
    const kept = Math.max(0, heard.length - 5);
    for (const line of kept === 0 ? [] : this.host.acknowledged.slice(-kept)) {
      const times = heard.filter((one) => one === line).length;
      if (times !== 1) failures.push(`"${line}" was acknowledged, and is there ${times} times`);
    }
    failures.push(...(await this.#recordingLosses(api)));
    return failures;
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }

  async #state(api: ControlApi, hostUrl: string): Promise<{ names: string[]; lines: string[] }> {
    const caller = await StageCaller.open(this.stack);
    try {
      const { state, chat } = await caller.hello((await api.join(hostUrl)).session);
      return { names: state.participants.map(({ name }) => name), lines: chat.map(({ text }) => text) };
    } finally {
      caller.close();
    }
  }

  /** The programme ends; its recording must be as long as it was. */
  async #recordingLosses(api: ControlApi): Promise<string[]> {
    await until(() => this.host.end(), 15_000, 500);
    const liveSeconds = (Date.now() - this.#liveAtMs) / 1000;
    const recording = await until(
      async () => {
        const { body } = await api.call('GET', '/api/recordings');
        return body.recordings?.find((one: { state: string }) => one.state === 'ready');
      },
      120_000,
      1000,
    ).catch(() => undefined);
    if (!recording) return ['no recording was made'];
    const file = join(this.stack.dir, 'media', 'recordings', recording.id, 'programme.mp4');
    const { durationSeconds } = await probe(file);
    const isWhole = Math.abs(durationSeconds - liveSeconds) <= recordingLossSeconds;
    return isWhole ? [] : [`the recording has ${durationSeconds} s of a programme of ${liveSeconds.toFixed(1)} s`];
  }
}

/** Breaks one thing after the other in a running webinar, and tells who missed what. */
export async function runChaos({ minutes, seed, slack, say }: ChaosOptions): Promise<ChaosResult> {
  const next = randoms(seed);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(next() * all.length)];
  const webinar = await RunningWebinar.open(say);
  try {
    const outcomes: Outcome[] = [];
    const failures: string[] = [];
    await sleep(calmMs.least);
    const endMs = Date.now() + minutes * 60_000;
    let bag: Trouble[] = [];
    while (Date.now() < endMs) {
      // Each kind comes once before any comes again.
      if (bag.length === 0)
        bag = troubles
          .map((one) => ({ one, at: next() }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ one }) => one);
      const trouble = bag.pop();
      if (!trouble) break;
      const fromMs = Date.now();
      const hit = await trouble.run(webinar.site, pick);
      await sleep(calmMs.least + next() * (calmMs.most - calmMs.least));
      if (hit === undefined) continue;
      const outcome = { trouble, hit, missed: webinar.missed(fromMs, Date.now()) };
      outcomes.push(outcome);
      failures.push(...exceeded(outcome, slack));
      say(describe(outcome));
    }
    failures.push(...(await webinar.losses()));
    return { outcomes, failures };
  } finally {
    await webinar.close();
  }
}

const kinds = ['viewer', 'media', 'signaling'] as const;

const exceeded = ({ trouble, hit, missed }: Outcome, slack: number): string[] =>
  kinds
    .filter((kind) => missed[kind] > trouble.limits[kind] * slack)
    .map(
      (kind) => `${trouble.name} (${hit}): ${kind} ${missed[kind].toFixed(2)} s, promised ${trouble.limits[kind]} s`,
    );

const describe = ({ trouble, hit, missed }: Outcome): string =>
  `${trouble.name} (${hit}): ${kinds.map((kind) => `${kind} ${missed[kind].toFixed(2)} s`).join(', ')}`;

/** For each kind of trouble: how often, and the most that each kind of person missed, beside what they were promised. */
export function table(outcomes: readonly Outcome[]): string {
  const rows = troubles.flatMap((trouble) => {
    const of = outcomes.filter((one) => one.trouble.name === trouble.name);
    if (of.length === 0) return [];
    const most = (kind: keyof Limits) => Math.max(...of.map(({ missed }) => missed[kind]));
    const cells = kinds.map((kind) => `${most(kind).toFixed(2)} (${trouble.limits[kind]})`.padEnd(16));
    return [[trouble.name.padEnd(22), String(of.length).padEnd(4), ...cells].join('')];
  });
  const head = [
    'most missed, s'.padEnd(22),
    'n'.padEnd(4),
    ...kinds.map((kind) => `${kind} (promised)`.padEnd(16)),
  ].join('');
  return [head, ...rows].join('\n');
}
