import { readBitClock } from '@rostrum/synthetic';
import type { Page } from 'playwright-core';
import { type Block, clockBlocks, programmeWidth } from '../shown-clock.ts';

interface RawDiary {
  /** Twenty times a second: wall clock in milliseconds, and where the playhead was, in seconds. */
  playhead: { atMs: number; seconds: number }[];
  /** Of some of them, the mean luma of each block of the presenter's clock. */
  read: { shownMs: number; levels: number[] }[];
}

declare global {
  var frameDiary: RawDiary;
}

/** A frame in which the presenter could be seen, and how old it was. */
export interface SeenFrame {
  readonly shownMs: number;
  readonly capturedMs: number;
}

export interface FrameDiary {
  readonly playhead: readonly { readonly atMs: number; readonly seconds: number }[];
  readonly seen: readonly SeenFrame[];
}

interface DiaryOptions {
  readonly blocks: readonly Block[];
  readonly selector: string;
  readonly programmeWidth: number;
  /** The clock is read in one of so many: reading costs the page some milliseconds. */
  readonly everyFrames: number;
}

/** Runs in the page: notes every frame that the video element shows, for as long as the page lives. */
function keepDiary({ blocks, selector, programmeWidth, everyFrames }: DiaryOptions): void {
  const video = document.querySelector<HTMLVideoElement>(selector);
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!video || !context) throw new Error('the page has no player');
  const left = Math.min(...blocks.map(({ x }) => x));
  const top = Math.min(...blocks.map(({ y }) => y));
  canvas.width = Math.ceil(Math.max(...blocks.map(({ x, width }) => x + width)) - left);
  canvas.height = Math.ceil(Math.max(...blocks.map(({ y, height }) => y + height)) - top);
  const readLevels = (): number[] => {
    // Whatever rendition is shown now.
    const scale = video.videoWidth / programmeWidth;
    const [x, y, width, height] = [left, top, canvas.width, canvas.height].map((value) => value * scale);
    context.drawImage(video, x ?? 0, y ?? 0, width ?? 0, height ?? 0, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return blocks.map(({ x, y, width, height }) => {
      let [sum, count] = [0, 0];
      for (let row = Math.round(y - top); row < y - top + height; row++) {
        for (let column = Math.round(x - left); column < x - left + width; column++) {
          sum += data[(row * canvas.width + column) * 4 + 1] ?? 0;
          count += 1;
        }
      }
      return sum / count;
    });
  };
  const diary: RawDiary = { playhead: [], read: [] };
  globalThis.frameDiary = diary;
  let frames = 0;
  const next = () =>
    video.requestVideoFrameCallback((nowMs) => {
      const shownMs = performance.timeOrigin + nowMs;
      if (frames % everyFrames === 0) diary.read.push({ shownMs, levels: readLevels() });
      frames += 1;
      next();
    });
  next();
  setInterval(() => {
    diary.playhead.push({ atMs: performance.timeOrigin + performance.now(), seconds: video.currentTime });
  }, 50);
}

export const startDiary = (page: Page, selector: string): Promise<void> =>
  page.evaluate(keepDiary, { blocks: clockBlocks(1), selector, programmeWidth, everyFrames: 6 });

/** What was noted since the last time. */
export async function takeDiary(page: Page): Promise<FrameDiary> {
  const { playhead, read } = await page.evaluate(() => {
    const { frameDiary } = globalThis;
    return { playhead: frameDiary.playhead.splice(0), read: frameDiary.read.splice(0) };
  });
  const seen = read.flatMap((one) => {
    const time = readBitClock(one.levels, one.shownMs);
    return time ? [{ shownMs: one.shownMs, capturedMs: time.wallMs }] : [];
  });
  return { playhead, seen };
}

/** How long the playhead stood still in all, in seconds, between two moments. */
export function stalledSeconds({ playhead }: Pick<FrameDiary, 'playhead'>, fromMs: number, toMs: number): number {
  let stalledMs = 0;
  for (const [index, { atMs, seconds }] of playhead.entries()) {
    const before = playhead[index - 1];
    if (before && atMs > fromMs && before.atMs < toMs && seconds === before.seconds) stalledMs += atMs - before.atMs;
  }
  return stalledMs / 1000;
}

/** The longest time between two of these moments, in seconds. */
export function longestPauseSeconds(timesMs: readonly number[], fromMs: number, toMs: number): number {
  const inside = timesMs.filter((time) => time > fromMs && time < toMs);
  const marks = [timesMs.findLast((time) => time <= fromMs) ?? fromMs, ...inside, toMs];
  return Math.max(...marks.slice(1).map((time, index) => time - (marks[index] ?? time))) / 1000;
}
