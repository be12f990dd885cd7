import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import { ControlClient } from '../../../infra/start/control-client.ts';
import { TestBrowser } from '../../support/browser.ts';
import { PlaylistWatch } from '../../support/media/playlist-watch.ts';
import { programmeProcess } from '../../support/programme-process.ts';
import { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { type BenchOptions, type BenchResult, distribution, type Figure } from '../report.ts';
import { longestPauseSeconds, stalledSeconds } from './frame-diary.ts';
import { PlainSite } from './plain-site.ts';
import { openPlainPage, openWatchPage, type Viewer } from './viewers.ts';

/** From one death to the next: players are calm again, and the node has a process ready again. */
const betweenMs = 12_000;
/** The players come near to their distance from the edge. */
const settleMs = 10_000;
const mixers = 2;

interface Seen {
  readonly viewer: string;
  /** How long the playhead stood still. */
  readonly stallSeconds: number;
  /** The longest time in which the presenter could not be seen to move: the stall, and until the next mixer has their picture. */
  readonly unseenSeconds: number;
  /** From capture to the viewer, at the end. */
  readonly latencySeconds: number | undefined;
  readonly fatalErrors: readonly string[];
}

interface Kill {
  readonly playlistGapSeconds: number;
  readonly discontinuities: number;
  readonly seen: readonly Seen[];
}

async function lookAt(viewer: Viewer, killedMs: number, faultsBefore: number): Promise<Seen> {
  const untilMs = killedMs + betweenMs;
  const { playhead, seen } = await viewer.takeDiary();
  const newest = seen.at(-1);
  const fatalErrors = (await viewer.fatalErrors()).slice(faultsBefore);
  const times = seen.map((frame) => frame.shownMs);
  return {
    viewer: viewer.name,
    stallSeconds: stalledSeconds({ playhead }, killedMs, untilMs),
    unseenSeconds: longestPauseSeconds(times, killedMs, untilMs),
    latencySeconds: newest && (newest.shownMs - newest.capturedMs) / 1000,
    fatalErrors,
  };
}

async function killOnce(stack: Stack, watch: PlaylistWatch, viewers: readonly Viewer[]): Promise<Kill> {
  await Promise.all(viewers.map((viewer) => viewer.takeDiary()));
  const faults = await Promise.all(viewers.map(async (viewer) => (await viewer.fatalErrors()).length));
  await sleep(1000); // So that the diaries know the last frame before the death.
  const before = watch.newest;
  const killedMs = Date.now();
  process.kill(programmeProcess(stack, mixers), 'SIGKILL');
  await sleep(betweenMs);
  const seen = await Promise.all(viewers.map((viewer, index) => lookAt(viewer, killedMs, faults[index] ?? 0)));
  const times = watch.playlists.map(({ atMs }) => atMs);
  const kill = {
    playlistGapSeconds: longestPauseSeconds(times, killedMs, killedMs + betweenMs),
    discontinuities: watch.newest.discontinuities - before.discontinuities,
    seen,
  };
  for (const [index, viewer] of viewers.entries()) {
    if ((seen[index]?.stallSeconds ?? 0) * 1000 > betweenMs * 0.9) await viewer.comeBack();
  }
  return kill;
}

const describe = ({ viewer, stallSeconds, unseenSeconds, latencySeconds, fatalErrors }: Seen) =>
  `${viewer} ${stallSeconds.toFixed(2)} s, presenter unseen ${unseenSeconds.toFixed(2)} s, ` +
  `then ${latencySeconds?.toFixed(2)} s late${fatalErrors.length > 0 ? `, ${fatalErrors.join(' ')}` : ''}`;

/**
 * What viewers see when the mixer's process is killed again and again: in the product's page, and in one with hls.js as it
 * comes. @throws Error when the Media Sequence Number goes back
 */
export async function benchTakeover({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const stack = await Stack.start({ without: ['recorder'], mixers });
  let presenter: SyntheticPresenter | undefined;
  let browser: TestBrowser | undefined;
  let watch: PlaylistWatch | undefined;
  const site = await PlainSite.open();
  try {
    const client = new ControlClient({ url: stack.url, secret: stack.secret });
    const { webinar } = await client.demo();
    presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
    await presenter.onStage;
    const index = await until(() => client.playlistUrl(webinar.viewerUrl), 20_000);
    watch = new PlaylistWatch(index.replace('index.m3u8', 'video/media.m3u8'));
    browser = await TestBrowser.open();
    const viewers = [await openWatchPage(browser, webinar.viewerUrl), await openPlainPage(browser, site.url, index)];
    await sleep(settleMs);
    const kills: Kill[] = [];
    for (let n = 1; n <= (isQuick ? 5 : 20); n++) {
      const kill = await killOnce(stack, watch, viewers);
      kills.push(kill);
      say(`kill ${n}: playlist gap ${kill.playlistGapSeconds.toFixed(2)} s, ${kill.discontinuities} discontinuities`);
      for (const seen of kill.seen) say(`  ${describe(seen)}`);
    }
    watch.assertOrder();
    return { report: { bench: 'takeover', unit: 's', cases: casesOf(kills, viewers) }, samples: kills };
  } finally {
    await browser?.close();
    await site.close();
    await watch?.close();
    await presenter?.close();
    await stack.close();
  }
}

function casesOf(kills: readonly Kill[], viewers: readonly Viewer[]) {
  const of = (name: string) => kills.flatMap(({ seen }) => seen.filter(({ viewer }) => viewer === name));
  const most = (name: string, counts: readonly number[]): Figure => ({ name, value: Math.max(...counts) });
  return [
    ...viewers.flatMap(({ name }) => [
      distribution(
        name,
        of(name).map(({ stallSeconds }) => stallSeconds),
      ),
      distribution(
        `${name}, presenter unseen`,
        of(name).map(({ unseenSeconds }) => unseenSeconds),
      ),
      {
        name: `${name}, fatal errors in all`,
        value: of(name).reduce((sum, { fatalErrors }) => sum + fatalErrors.length, 0),
      },
    ]),
    distribution(
      'playlist gap',
      kills.map(({ playlistGapSeconds }) => playlistGapSeconds),
    ),
    most(
      'most discontinuities of one kill',
      kills.map(({ discontinuities }) => discontinuities),
    ),
  ];
}
