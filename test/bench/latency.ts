import { setTimeout as sleep } from 'node:timers/promises';
import { readBitClock, SyntheticPresenter } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import { TestBrowser } from '../support/browser.ts';
import { ControlApi } from '../support/control-api.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { type BenchOptions, type BenchResult, distribution } from './report.ts';
import { type Block, clockBlocks, programmeWidth } from './shown-clock.ts';

const presenters = 3;
/** The player closes in on its distance to the live edge. */
const settleSeconds = 20;
const sampleEveryFrames = 3;

interface Shown {
  /** Wall clock at which the compositor shows the frame, milliseconds. */
  readonly shownMs: number;
  /** Mean luma of each block of the clock. */
  readonly levels: readonly number[];
}

interface WatchOptions {
  readonly blocks: Block[];
  readonly seconds: number;
  readonly everyFrames: number;
  readonly programmeWidth: number;
}

/** Reads the clock of every n-th frame that the player shows. Runs in the page. */
async function watchFrames({ programmeWidth, ...options }: WatchOptions): Promise<Shown[]> {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!video || !context) throw new Error('the page has no player');
  const left = Math.min(...options.blocks.map(({ x }) => x));
  const top = Math.min(...options.blocks.map(({ y }) => y));
  canvas.width = Math.ceil(Math.max(...options.blocks.map(({ x, width }) => x + width)) - left);
  canvas.height = Math.ceil(Math.max(...options.blocks.map(({ y, height }) => y + height)) - top);
  const level = ({ data }: ImageData, { x, y, width, height }: Block): number => {
    let [sum, count] = [0, 0];
    for (let row = Math.round(y - top); row < y - top + height; row++) {
      for (let column = Math.round(x - left); column < x - left + width; column++) {
        sum += data[(row * canvas.width + column) * 4 + 1] ?? 0;
        count += 1;
      }
    }
    return sum / count;
  };
  const shown: Shown[] = [];
  const until = performance.now() + options.seconds * 1000;
  const { promise, resolve } = Promise.withResolvers<void>();
  const next = (frames: number) =>
    video.requestVideoFrameCallback((_now, { expectedDisplayTime }) => {
      if (frames % options.everyFrames === 0) {
        // Whatever rendition is shown now.
        const scale = video.videoWidth / programmeWidth;
        const [x, y, width, height] = [left, top, canvas.width, canvas.height].map((value) => value * scale);
        context.drawImage(video, x ?? 0, y ?? 0, width ?? 0, height ?? 0, 0, 0, canvas.width, canvas.height);
        const image = context.getImageData(0, 0, canvas.width, canvas.height);
        const levels = options.blocks.map((block) => level(image, block));
        shown.push({ shownMs: performance.timeOrigin + expectedDisplayTime, levels });
      }
      if (performance.now() < until) next(frames + 1);
      else resolve();
    });
  next(0);
  await promise;
  return shown;
}

async function measure(page: Page, seconds: number): Promise<number[]> {
  const options = { blocks: clockBlocks(presenters), seconds, everyFrames: sampleEveryFrames, programmeWidth };
  const shown = await page.evaluate(watchFrames, options);
  return shown.flatMap(({ shownMs, levels }) => {
    const time = readBitClock(levels, shownMs);
    return time?.presenter === 0 ? [(shownMs - time.wallMs) / 1000] : [];
  });
}

/** From the moment that a presenter's frame is captured until hls.js shows it to a viewer. */
export async function benchLatency({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const seconds = isQuick ? 15 : 90;
  const stack = await Stack.start({ without: ['recorder'] });
  const cast: SyntheticPresenter[] = [];
  let browser: TestBrowser | undefined;
  try {
    const { api, bootstrap } = await ControlApi.open(stack);
    const { syntheticUrl, hostUrl, viewerUrl } = bootstrap.webinar;
    for (let look = 0; look < presenters; look++) {
      cast.push(SyntheticPresenter.start({ link: syntheticUrl, name: `Presenter ${look + 1}`, look }));
      await cast.at(-1)?.onStage; // One after the other: the order of joining is the order of the tiles.
    }
    const host = await StageCaller.open(stack);
    await host.hello((await api.join(hostUrl)).session);
    await host.peer.request('goLive', {});
    browser = await TestBrowser.open();
    const page = await browser.visit(viewerUrl);
    await pages.untilPlaying(page);
    say(`plays; measuring for ${seconds} s after ${settleSeconds} s`);
    await sleep(settleSeconds * 1000);
    const samples = await measure(page, seconds);
    host.close();
    const cases = [distribution('glass to glass', samples)];
    return { report: { bench: 'latency', unit: 's', cases }, samples };
  } finally {
    await browser?.close();
    await Promise.all(cast.map((presenter) => presenter.close()));
    await stack.close();
  }
}
