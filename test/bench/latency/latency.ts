import { setTimeout as sleep } from 'node:timers/promises';
import { readBitClock, SyntheticPresenter } from '@rostrum/synthetic';
import { TestBrowser } from '../../support/browser.ts';
import { ControlApi } from '../../support/control-api.ts';
import { pages } from '../../support/pages.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { type BenchOptions, type BenchResult, distribution } from '../report.ts';
import { clockBlocks, programmeWidth } from '../shown-clock.ts';
import { type Hops, hopNames, hopsOf, type Path } from './hops.ts';
import { type Fetched, noteAppends, type Watched, watchFrames } from './in-page.ts';
import { PartTimesWatch } from './part-times.ts';

const presenters = 3;
/** The player closes in on its distance to the live edge. */
const settleSeconds = 20;
const sampleEveryFrames = 3;
/** The cadence of a programme of 30 frames a second. */
const [partsPerSegment, frameMs] = [6, 1000 / 30];

interface Sample {
  readonly glassToGlass: number;
  /** Absent where the frame did not come in a part of its own. */
  readonly hops?: Hops;
}

/** The playlists of the programme's pictures, by rendition. */
async function watchParts(multivariantUrl: string): Promise<Map<string, PartTimesWatch>> {
  const text = await (await fetch(multivariantUrl)).text();
  const uris = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(uris.map((uri) => [uri.split('/')[0] ?? '', new PartTimesWatch(new URL(uri, multivariantUrl).href)]));
}

function pathOf({ appended, fetched }: Watched, watches: ReadonlyMap<string, PartTimesWatch>): Path {
  const byPart = new Map<string, Fetched[]>();
  for (const one of fetched) {
    const part = /\/\d+-(\d+\.\d+)\.m4s/.exec(one.url)?.[1] ?? '';
    byPart.set(part, [...(byPart.get(part) ?? []), one]);
  }
  const timesOf = (rendition: string, part: string) => watches.get(rendition)?.of(part);
  return { appended, fetched: byPart, timesOf, partsPerSegment, frameMs };
}

function samplesOf(watched: Watched, path: Path, sent: ReadonlyMap<number, number>): Sample[] {
  return watched.shown.flatMap(({ shownMs, mediaSeconds, levels }): Sample[] => {
    const time = readBitClock(levels, shownMs);
    if (time?.presenter !== 0) return [];
    const sentMs = sent.get(time.wallMs);
    const glassToGlass = (shownMs - time.wallMs) / 1000;
    if (sentMs === undefined) return [{ glassToGlass }];
    const hops = hopsOf({ captureMs: time.wallMs, sentMs, shownMs, mediaSeconds }, path);
    return [hops ? { glassToGlass, hops } : { glassToGlass }];
  });
}

/** The whole way, and each hop with its share of the mean. */
function casesOf(samples: readonly Sample[]) {
  const whole = samples.map(({ glassToGlass }) => glassToGlass);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const known = samples.flatMap(({ glassToGlass, hops }) => (hops ? [{ glassToGlass, hops }] : []));
  const meanWhole = mean(known.map(({ glassToGlass }) => glassToGlass));
  const hops = hopNames.map((name) => {
    const values = known.map((sample) => sample.hops[name]);
    return { ...distribution(name, values), share: Math.round((mean(values) / meanWhole) * 1000) / 1000 };
  });
  return [distribution('glass to glass', whole), ...hops];
}

/** From the moment that a presenter's frame is captured until hls.js shows it to a viewer, and where the time goes. */
export async function benchLatency({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const seconds = isQuick ? 15 : 90;
  const stack = await Stack.start({ without: ['recorder'] });
  const cast: SyntheticPresenter[] = [];
  const sent = new Map<number, number>();
  let browser: TestBrowser | undefined;
  let watches = new Map<string, PartTimesWatch>();
  try {
    const { api, bootstrap } = await ControlApi.open(stack);
    const { syntheticUrl, hostUrl, viewerUrl } = bootstrap.webinar;
    const onSent = (captureMs: number) => sent.set(Math.round(captureMs), Date.now());
    for (let look = 0; look < presenters; look++) {
      const who = { link: syntheticUrl, name: `Presenter ${look + 1}`, look };
      cast.push(SyntheticPresenter.start(look === 0 ? { ...who, onSent } : who));
      await cast.at(-1)?.onStage; // One after the other: the order of joining is the order of the tiles.
    }
    const host = await StageCaller.open(stack);
    await host.hello((await api.join(hostUrl)).session);
    await host.peer.request('goLive', {});
    browser = await TestBrowser.open();
    const page = await browser.visit(viewerUrl, { prepare: noteAppends });
    await pages.untilPlaying(page);
    watches = await watchParts((await api.join(viewerUrl)).webinar.programme?.url ?? '');
    say(`plays; measuring for ${seconds} s after ${settleSeconds} s`);
    await sleep(settleSeconds * 1000);
    const options = { blocks: clockBlocks(presenters), seconds, everyFrames: sampleEveryFrames, programmeWidth };
    const watched = await page.evaluate(watchFrames, options);
    host.close();
    const samples = samplesOf(watched, pathOf(watched, watches), sent);
    return { report: { bench: 'latency', unit: 's', cases: casesOf(samples) }, samples };
  } finally {
    for (const watch of watches.values()) await watch.close();
    await browser?.close();
    await Promise.all(cast.map((presenter) => presenter.close()));
    await stack.close();
  }
}
