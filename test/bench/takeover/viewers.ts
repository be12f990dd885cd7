import type { Page } from 'playwright-core';
import type { TestBrowser } from '../../support/browser.ts';
import { pages } from '../../support/pages.ts';
import { type FrameDiary, startDiary, takeDiary } from './frame-diary.ts';

/** Somebody who watches, and what they saw. */
export interface Viewer {
  readonly name: string;
  takeDiary(): Promise<FrameDiary>;
  /** Errors that hls.js could not mend, since the beginning. */
  fatalErrors(): Promise<string[]>;
  /** After an error that ended it for good: as a person who loads the page anew. */
  comeBack(): Promise<void>;
}

/** Small: without a GPU, what is drawn costs as much as what is decoded. */
const pageSize = { width: 640, height: 480 };

/** The product's watch page. */
export async function openWatchPage(browser: TestBrowser, viewerUrl: string): Promise<Viewer> {
  const page = await browser.visit(viewerUrl, { size: pageSize });
  await pages.untilPlaying(page);
  await startDiary(page, 'section video');
  return {
    name: 'viewer stall',
    takeDiary: () => takeDiary(page),
    fatalErrors: () =>
      page.evaluate(() =>
        performance
          .getEntriesByName('rostrum:player-fault')
          .map((mark) => ((mark as PerformanceMark).detail as { details: string }).details),
      ),
    comeBack: async () => undefined,
  };
}

interface PlainHls {
  on(event: string, listener: (event: string, data: { fatal: boolean; details: string }) => void): void;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  destroy(): void;
}

declare global {
  var Hls: new () => PlainHls;
  var plain: PlainHls | undefined;
  var plainFaults: string[];
}

function playPlain(url: string): void {
  const video = document.querySelector('video');
  if (!video) throw new Error('the page has no video');
  globalThis.plain?.destroy();
  globalThis.plainFaults ??= [];
  const hls = new globalThis.Hls();
  hls.on('hlsError', (_, { fatal, details }) => {
    if (fatal) globalThis.plainFaults.push(details);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  globalThis.plain = hls;
}

async function untilMoving(page: Page): Promise<void> {
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5);
}

/** hls.js as it comes, with no setting changed and nothing done about its errors. */
export async function openPlainPage(browser: TestBrowser, siteUrl: string, playlistUrl: string): Promise<Viewer> {
  const page = await browser.visit(siteUrl, { size: pageSize });
  const begin = async () => {
    await page.evaluate(playPlain, playlistUrl);
    await untilMoving(page);
  };
  await begin();
  await startDiary(page, 'video');
  return {
    name: 'plain hls.js stall',
    takeDiary: () => takeDiary(page),
    fatalErrors: () => page.evaluate(() => globalThis.plainFaults),
    comeBack: begin,
  };
}
