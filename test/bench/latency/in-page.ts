import type { Block } from '../shown-clock.ts';

/** A fragment of the picture that was given to the browser. */
export interface Appended {
  /** Counts the run's parts from 1: `mfhd`, ISO/IEC 14496-12 §8.8.5. */
  readonly sequenceNumber: number;
  /** Where it begins on the media's timeline, seconds. */
  readonly startSeconds: number;
  readonly atMs: number;
}

/** A part as the browser fetched it. */
export interface Fetched {
  readonly url: string;
  readonly askedMs: number;
  readonly hereMs: number;
}

export interface Shown {
  /** Wall clock at which the compositor shows the frame, milliseconds. */
  readonly shownMs: number;
  readonly mediaSeconds: number;
  /** Mean luma of each block of the clock. */
  readonly levels: readonly number[];
}

export interface Watched {
  readonly shown: readonly Shown[];
  readonly appended: readonly Appended[];
  readonly fetched: readonly Fetched[];
}

export interface WatchOptions {
  readonly blocks: readonly Block[];
  readonly seconds: number;
  readonly everyFrames: number;
  readonly programmeWidth: number;
}

/** Runs in the page before its own scripts: notes what is appended to the picture, in `window.appended`. */
export function noteAppends(): void {
  const timescale = 90_000;
  const appended: Appended[] = [];
  Object.assign(window, { appended });
  performance.setResourceTimingBufferSize(20_000);
  const pictures = new WeakSet<SourceBuffer>();
  const { addSourceBuffer } = MediaSource.prototype;
  MediaSource.prototype.addSourceBuffer = function add(type) {
    const buffer = addSourceBuffer.call(this, type);
    if (type.startsWith('video/')) pictures.add(buffer);
    return buffer;
  };
  const { appendBuffer } = SourceBuffer.prototype;
  SourceBuffer.prototype.appendBuffer = function append(data) {
    const view = ArrayBuffer.isView(data)
      ? new DataView(data.buffer, data.byteOffset, data.byteLength)
      : new DataView(data);
    /** Where a box of this name says how it goes on, or −1. */
    const after = (name: string): number => {
      const codes = [...name].map((letter) => letter.charCodeAt(0));
      const wanted = codes.reduce((sum, code) => sum * 256 + code, 0);
      for (let at = 4; at + 12 <= Math.min(view.byteLength, 400); at += 1)
        if (view.getUint32(at) === wanted) return at + 4;
      return -1;
    };
    const [header, decodeTime] = [after('mfhd'), after('tfdt')];
    if (pictures.has(this) && header >= 0 && decodeTime >= 0) {
      const isLong = view.getUint8(decodeTime) === 1;
      const ticks = isLong ? Number(view.getBigUint64(decodeTime + 4)) : view.getUint32(decodeTime + 4);
      appended.push({
        sequenceNumber: view.getUint32(header + 4),
        startSeconds: ticks / timescale + this.timestampOffset,
        atMs: performance.timeOrigin + performance.now(),
      });
    }
    appendBuffer.call(this, data);
  };
}

/** Reads the clock of every n-th frame that the player shows. Runs in the page. */
export async function watchFrames({ programmeWidth, ...options }: WatchOptions): Promise<Watched> {
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
    video.requestVideoFrameCallback((_now, { expectedDisplayTime, mediaTime }) => {
      if (frames % options.everyFrames === 0) {
        // Whatever rendition is shown now.
        const scale = video.videoWidth / programmeWidth;
        const [x, y, width, height] = [left, top, canvas.width, canvas.height].map((value) => value * scale);
        context.drawImage(video, x ?? 0, y ?? 0, width ?? 0, height ?? 0, 0, 0, canvas.width, canvas.height);
        const image = context.getImageData(0, 0, canvas.width, canvas.height);
        const levels = options.blocks.map((block) => level(image, block));
        shown.push({ shownMs: performance.timeOrigin + expectedDisplayTime, mediaSeconds: mediaTime, levels });
      }
      if (performance.now() < until) next(frames + 1);
      else resolve();
    });
  next(0);
  await promise;
  const fetched = performance.getEntriesByType('resource').flatMap((entry) => {
    if (!/\/video\d*\/\d+-\d+\.\d+\.m4s/.test(entry.name)) return [];
    const { name: url, startTime, responseEnd } = entry as PerformanceResourceTiming;
    return [{ url, askedMs: performance.timeOrigin + startTime, hereMs: performance.timeOrigin + responseEnd }];
  });
  const { appended } = window as unknown as { appended: Appended[] };
  return { shown, appended, fetched };
}
