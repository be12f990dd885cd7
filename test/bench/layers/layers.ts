import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { TestBrowser } from '../../support/browser.ts';
import { keepConnections, PageMedia } from '../../support/net/page-media.ts';
import { pages } from '../../support/pages.ts';
import { Stack } from '../../support/stack.ts';
import { type BenchOptions, type BenchResult, comparison, distribution } from '../report.ts';
import { chooseDynacast, giveVoice, watchOthers } from './in-page.ts';

const topLines = 720;
/** Small enough that nobody but a speaker is worth the top layer on it. */
const smallWindow = { width: 480, height: 360 };
const watcherWindow = { width: 900, height: 560 };
const thumbnailWindow = { width: 480, height: 360 };
/** After which the last speaker's upper layer is given up: the room lowers after three seconds. */
const settleMs = 6000;
const givesUpMs = 20_000;

interface Change {
  /** From the room's word to the watcher until the first frame of the top layer there, seconds. */
  readonly fromEvent: number;
  /** From the first sound. */
  readonly fromSound: number;
}

interface Speaker {
  readonly name: string;
  readonly page: Page;
}

/** One speaker falls silent, the other begins. Undefined when the top layer did not come in time. */
async function change(watcher: Page, { from, to }: { from: Speaker; to: Speaker }): Promise<Change | undefined> {
  const before = await watcher.evaluate((name) => {
    const { heights } = window.seen;
    return heights.findLast((one) => one.name === name)?.height ?? 0;
  }, to.name);
  if (before >= topLines) throw new Error(`${to.name} was shown in full before they spoke`);
  await from.page.evaluate(() => window.speak(false));
  const soundMs = await to.page.evaluate(() => window.speak(true));
  const read = () =>
    watcher.evaluate(
      ({ name, sinceMs, lines }) => {
        const { heights, speakers } = window.seen;
        const event = speakers.find((one) => one.atMs > sinceMs && one.name === name);
        const frame = heights.find((one) => one.atMs > sinceMs && one.name === name && one.height >= lines);
        return { eventMs: event?.atMs, frameMs: frame?.atMs };
      },
      { name: to.name, sinceMs: soundMs, lines: topLines },
    );
  const deadlineMs = Date.now() + givesUpMs;
  while (Date.now() < deadlineMs) {
    await sleep(100);
    const { eventMs, frameMs } = await read();
    if (eventMs === undefined || frameMs === undefined) continue;
    // A layer that was woken early may be there before the word.
    return { fromEvent: Math.max(0, frameMs - eventMs) / 1000, fromSound: (frameMs - soundMs) / 1000 };
  }
  return undefined;
}

interface Stage {
  readonly link: string;
  readonly senders: TestBrowser;
  readonly watchers: TestBrowser;
}

async function joinAs(
  browser: TestBrowser,
  { link, name, size }: { link: string; name: string; size: { width: number; height: number } },
) {
  const page = await browser.visit(link, { prepare: [keepConnections, watchOthers, giveVoice, chooseDynacast], size });
  await pages.join(page, name);
  return page;
}

async function leave(page: Page): Promise<void> {
  await page.context().close();
}

/** Two who speak in turn before one who watches. */
async function speakerChanges(
  { link, senders, watchers }: Stage,
  { rounds, say }: { rounds: number; say: BenchOptions['say'] },
): Promise<{ ours: Change[]; plain: Change[]; missed: number }> {
  const watcher = await joinAs(watchers, { link, name: 'Watcher', size: watcherWindow });
  const [ada, bob] = [
    { name: 'Ada', page: await joinAs(senders, { link, name: 'Ada', size: smallWindow }) },
    { name: 'Bob', page: await joinAs(senders, { link, name: 'Bob', size: smallWindow }) },
  ];
  for (const { name } of [ada, bob]) await pages.untilSeen(watcher, name);
  let [from, to] = [bob, ada];
  const found = { ours: [] as Change[], plain: [] as Change[], missed: 0 };
  await sleep(settleMs);
  // The first one ends a silence, and counts for nothing.
  await change(watcher, { from, to });
  for (const kind of ['ours', 'plain'] as const) {
    for (const { page } of [ada, bob]) {
      await page.evaluate(
        (how) => {
          window.unwanted = how;
        },
        kind === 'ours' ? ('trickle' as const) : ('off' as const),
      );
    }
    for (let round = 0; round < rounds; round += 1) {
      [from, to] = [to, from];
      await sleep(settleMs);
      const one = await change(watcher, { from, to });
      if (one) found[kind].push(one);
      else found.missed += 1;
      say(
        `${kind} ${round + 1}: ${one ? `${ms(one.fromEvent)} after the word, ${ms(one.fromSound)} after the sound` : 'not in time'}`,
      );
    }
  }
  for (const page of [watcher, ada.page, bob.page]) await leave(page);
  return found;
}

const ms = (seconds: number) => `${Math.round(seconds * 1000)} ms`;

/** kbit/s that somebody sends to one who shows them as a thumbnail. */
async function uplink({ link, senders, watchers }: Stage, unwanted: Window['unwanted']): Promise<number> {
  const page = await senders.visit(link, {
    prepare: [keepConnections, watchOthers, giveVoice, chooseDynacast],
    size: smallWindow,
  });
  await page.evaluate((how) => {
    window.unwanted = how;
  }, unwanted);
  await pages.join(page, 'Sender');
  const watcher = await joinAs(watchers, { link, name: 'Watcher', size: thumbnailWindow });
  await pages.untilSeen(watcher, 'Sender');
  const media = new PageMedia(page);
  await sleep(2 * settleMs);
  const lasts = 8000;
  const [bytes, startMs] = [await media.sentBytes(), performance.now()];
  await sleep(lasts);
  const kbps = (((await media.sentBytes()) - bytes) * 8) / (performance.now() - startMs);
  for (const one of [page, watcher]) await leave(one);
  return kbps;
}

/**
 * How soon a new speaker is seen in full by somebody whose page showed them small, and what a sender's uplink is spared
 * by not sending what nobody shows. The baseline is the same room whose senders switch unwanted layers off, as
 * mediasoup-client's own settings do, instead of leaving a trickle of them.
 */
export async function benchLayers({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const stack = await Stack.start({ without: ['recorder', 'mixer-1', 'origin'] });
  const browsers: TestBrowser[] = [];
  const open = async (options: Parameters<typeof TestBrowser.open>[0]) => {
    const browser = await TestBrowser.open({ ...options, args: ['--autoplay-policy=no-user-gesture-required'] });
    browsers.push(browser);
    return browser;
  };
  try {
    const { webinar } = await stack.links();
    const stage = { link: webinar.presenterUrl, senders: await open({}), watchers: await open({ devices: 'none' }) };
    const changes = await speakerChanges(stage, { rounds: isQuick ? 3 : 20, say });
    const kbps = { trickle: [] as number[], off: [] as number[], sent: [] as number[] };
    for (let round = 0; round < (isQuick ? 1 : 3); round += 1) {
      for (const how of ['sent', 'trickle', 'off'] as const) {
        kbps[how].push(await uplink(stage, how));
        say(`uplink, unwanted layers ${how}: ${Math.round(kbps[how].at(-1) ?? 0)} kbit/s`);
      }
    }
    const saved = (how: 'trickle' | 'off') =>
      kbps[how].map((value, round) => 1 - value / (kbps.sent[round] ?? Number.NaN));
    const { ours, plain, missed } = changes;
    return {
      report: {
        bench: 'layers',
        unit: 's',
        cases: [
          distribution(
            'high layer after speaker change',
            ours.map(({ fromEvent }) => fromEvent),
          ),
          distribution(
            'high layer after first sound',
            ours.map(({ fromSound }) => fromSound),
          ),
          ...(plain.length === 0
            ? []
            : [
                distribution(
                  'baseline: after speaker change, layer switched off',
                  plain.map(({ fromEvent }) => fromEvent),
                ),
                distribution(
                  'baseline: after first sound, layer switched off',
                  plain.map(({ fromSound }) => fromSound),
                ),
              ]),
          { name: 'speaker changes whose high layer did not come', value: missed },
          comparison('uplink saved by dynacast', { values: saved('trickle'), baselines: saved('off') }),
        ],
      },
      samples: { ours, plain, missed, kbps },
    };
  } catch (error) {
    say(browsers.flatMap(({ complaints }) => complaints).join('\n'));
    throw error;
  } finally {
    for (const browser of browsers) await browser.close();
    await stack.close();
  }
}
