import { setTimeout as sleep } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import { strings } from '../../apps/web/src/strings.ts';
import { TestBrowser } from '../support/browser.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { bundleNaiveJoin, joinNaively } from './join/naive-join.ts';
import { directWay, relayedWay, type Way } from './join/ways.ts';
import { type BenchOptions, type BenchResult, comparison, distribution } from './report.ts';

const there = 'Already there';
/** Nobody clicks in the moment in which the lobby is ready. */
const lookAroundMs = 1500;
/** Of a camera's top layer. */
const topLines = 720;
/** The top layer counts as this late when it has not come. */
const topWithinMs = 15_000;
const roundTripMs = 60;
/** Large enough that two tiles are worth a top layer each. */
const screen = { width: 1920, height: 1080 };

interface Times {
  readonly firstFrameMs: number;
  readonly topLayerMs: number;
  /** Of the joiner, at the other. Undefined for the plain way. */
  readonly ownTopLayerMs?: number;
}

/** The marks of the studio page: apps/web/src/studio/join-timing.ts. Runs in the page. */
async function timesFromMarks(): Promise<{ clickedAtMs: number; clickMs: number; firstFrameMs: number }> {
  const time = (mark: string) => performance.getEntriesByName(mark).at(-1)?.startTime;
  for (;;) {
    const [click, frame] = [time('rostrum:join-click'), time('rostrum:first-remote-frame')];
    if (click !== undefined && frame !== undefined)
      return { clickMs: click, clickedAtMs: performance.timeOrigin + click, firstFrameMs: frame - click };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** When somebody's tile shows a picture with so many lines, in ms of Date.now(). Runs in the page. */
async function whenLinesShow([name, lines, withinMs]: readonly [string, number, number]): Promise<number> {
  const giveUpAt = Date.now() + withinMs;
  const { promise, resolve } = Promise.withResolvers<number>();
  const watched = new WeakSet<HTMLVideoElement>();
  const look = () => {
    if (Date.now() > giveUpAt) return resolve(giveUpAt);
    const video = document.querySelector<HTMLVideoElement>(`figure[aria-label="${name}"] video`);
    if (video && !watched.has(video)) {
      watched.add(video);
      const next = (nowMs: number, { height }: VideoFrameCallbackMetadata) => {
        if (height >= lines) resolve(performance.timeOrigin + nowMs);
        else video.requestVideoFrameCallback(next);
      };
      video.requestVideoFrameCallback(next);
    }
    setTimeout(look, 10);
  };
  look();
  return promise;
}

interface JoinOptions {
  readonly link: string;
  readonly person: string;
  readonly way: Way;
  readonly other: Page;
}

async function joinOnce(browser: TestBrowser, { link, person, way, other }: JoinOptions): Promise<Times> {
  const { pathname, hash } = new URL(link);
  const page = await browser.visit(`${way.url}${pathname}${hash}`, { prepare: way.prepare });
  try {
    await page.setViewportSize(screen);
    await page.getByRole('button', { name: strings.prejoin.join, exact: true }).waitFor();
    await page.getByLabel(strings.prejoin.name).fill(person);
    await sleep(lookAroundMs);
    const shown = page.evaluate(whenLinesShow, [there, topLines, topWithinMs] as const);
    const shownToOther = other.evaluate(whenLinesShow, [person, topLines, topWithinMs] as const);
    await pages.join(page, person);
    const { clickedAtMs, firstFrameMs } = await page.evaluate(timesFromMarks);
    const sinceClick = async (atMs: Promise<number>) => Math.min(topWithinMs, (await atMs) - clickedAtMs);
    return { firstFrameMs, topLayerMs: await sinceClick(shown), ownTopLayerMs: await sinceClick(shownToOther) };
  } finally {
    await page.getByRole('button', { name: strings.studio.leave, exact: true }).click();
    await page.context().close();
  }
}

const seconds = (times: readonly Times[], of: (one: Times) => number | undefined) =>
  times.flatMap((one) => of(one) ?? []).map((ms) => ms / 1000);

/** Without a second camera, whose encoders would share the machine with the page that is looked at. */
async function firstFrames(
  browser: TestBrowser,
  {
    links,
    joins,
    say,
  }: { links: { syntheticUrl: string; presenterUrl: string }; joins: number; say: BenchOptions['say'] },
): Promise<number[]> {
  const presenter = SyntheticPresenter.start({ link: links.syntheticUrl, name: there, look: 0 });
  try {
    await presenter.onStage;
    const samples: number[] = [];
    for (let index = 1; index <= joins; index++) {
      const page = await browser.visit(links.presenterUrl);
      await page.getByRole('button', { name: strings.prejoin.join, exact: true }).waitFor();
      await sleep(lookAroundMs);
      await pages.join(page, `Person ${index}`);
      const { firstFrameMs } = await page.evaluate(timesFromMarks);
      await page.getByRole('button', { name: strings.studio.leave, exact: true }).click();
      await page.context().close();
      samples.push(firstFrameMs / 1000);
      say(`join ${index}: ${Math.round(firstFrameMs)} ms`);
    }
    return samples;
  } finally {
    await presenter.close();
  }
}

/**
 * From the click on Join until the first frame of somebody else is shown, and until the top layers are: near, and far from
 * the servers. Beside it the plain way of joining (packages/client/bench), in turn with ours.
 */
export async function benchJoin({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const joins = isQuick ? 4 : 20;
  const stack = await Stack.start({ without: ['recorder', 'mixer-1', 'origin'] });
  const far = await relayedWay({ url: stack.url, rtcPort: stack.rtcPorts[0] ?? 0, roundTripMs });
  let browser: TestBrowser | undefined;
  try {
    const { webinar } = await stack.links();
    const script = bundleNaiveJoin(stack.dir);
    browser = await TestBrowser.open();
    const first = await firstFrames(browser, { links: webinar, joins, say });
    const other = await browser.visit(webinar.hostUrl);
    await other.setViewportSize(screen);
    await pages.join(other, there);
    const ways = [directWay(stack.url), far].map((way) => ({ way, ours: [] as Times[], naive: [] as Times[] }));
    for (let index = 1; index <= joins; index++) {
      for (const { way, ours, naive } of ways) {
        const common = { link: webinar.presenterUrl, way };
        ours.push(await joinOnce(browser, { ...common, person: `Person ${index} ${way.name}`, other }));
        say(`${way.name} ${index}: ${JSON.stringify(ours.at(-1))}`);
        // In turn, so that a busy moment of the machine hits both; fewer of the baseline, whose top layer is long in coming.
        if (index % 4 !== 1) continue;
        const person = `Plain ${index} ${way.name}`;
        naive.push(
          await joinNaively(browser, { ...common, person, script, topLines, withinMs: topWithinMs, lookAroundMs }),
        );
        say(`${way.name} ${index}, the plain way: ${JSON.stringify(naive.at(-1))}`);
      }
    }
    const cases = ways.flatMap(({ way: { name }, ours, naive }) => {
      const firstOf = (times: readonly Times[]) => seconds(times, (one) => one.firstFrameMs);
      const top = (times: readonly Times[]) => seconds(times, (one) => one.topLayerMs);
      return [
        distribution(`first remote frame, ${name}, a camera there`, firstOf(ours)),
        distribution(`first remote frame, ${name}, the plain way`, firstOf(naive)),
        comparison(`first remote frame, ${name}, beside the plain way`, {
          values: firstOf(ours),
          baselines: firstOf(naive),
        }),
        distribution(`top layer, ${name}`, top(ours)),
        distribution(`top layer, ${name}, the plain way`, top(naive)),
        distribution(
          `own top layer at another, ${name}`,
          seconds(ours, (one) => one.ownTopLayerMs),
        ),
      ];
    });
    return {
      report: { bench: 'join', unit: 's', cases: [distribution('first remote frame', first), ...cases] },
      samples: [
        { name: 'first remote frame', first },
        ...ways.map(({ way: { name }, ours, naive }) => ({ name, ours, naive })),
      ],
    };
  } finally {
    await browser?.close();
    await far.close();
    await stack.close();
  }
}
