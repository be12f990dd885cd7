import type { Box, Plan, Size } from '@rostrum/compositor';
import type { Assets } from './assets.ts';
import type { Moment } from './moment.ts';
import { countdownBox, rasterCountdown, rasterLogo, rasterLowerThird } from './raster-overlays.ts';
import { Ticker } from './ticker.ts';
import type { YuvBitmap } from './yuv.ts';
import type { YuvFrame } from './yuv-frame.ts';

interface Placed {
  readonly bitmap: YuvBitmap;
  readonly x: number;
  readonly y: number;
}

/** What lies over the tiles: the lower third, the logo, the ticker, and a slate's countdown. */
export class OverlayPainter {
  readonly #assets: Assets;
  #plan: Plan | undefined;
  #placed: Placed[] = [];
  #ticker: Ticker | undefined;
  #tickerKey = '';
  #seconds = -1;

  constructor(assets: Assets) {
    this.#assets = assets;
  }

  turnTo(plan: Plan, canvas: Size): void {
    this.#plan = plan;
    this.#placed = [];
    this.#seconds = -1;
    const { lowerThird, logo, branding } = plan;
    const image = this.#assets.get(branding.logo);
    if (image && logo) this.#placed.push({ ...logo, bitmap: rasterLogo(image, logo) });
    if (lowerThird) {
      const bitmap = rasterLowerThird(lowerThird, lowerThird, branding);
      this.#placed.push({ x: lowerThird.x, y: lowerThird.y + lowerThird.height - bitmap.height, bitmap });
    }
    this.#turnTicker(plan, canvas);
  }

  /** @param drawn where the canvas was drawn anew in this frame, without the overlays */
  paint(
    canvas: YuvFrame,
    { drawn, moment, ground }: { drawn: readonly Box[]; moment: Moment; ground: YuvFrame },
  ): void {
    // What is seen through must be laid over each place once.
    const places = drawn.filter((box, index) => !drawn.some((other, at) => at < index && isWithin(box, other)));
    for (const { bitmap, x, y } of this.#placed) for (const box of places) canvas.blend(bitmap, x, y, box);
    this.#ticker?.draw(canvas, moment.frameIndex);
    this.#paintCountdown(canvas, moment.wallMs, ground);
  }

  close(): void {
    this.#ticker?.close();
    this.#ticker = undefined;
  }

  /** The same text runs on through other scenes. */
  #turnTicker(plan: Plan, canvas: Size): void {
    const { background, accent, text } = plan.branding;
    const key = plan.ticker ? JSON.stringify([plan.ticker, background, accent, text, canvas.width]) : '';
    if (key === this.#tickerKey) return;
    this.#tickerKey = key;
    this.#ticker?.close();
    this.#ticker = plan.ticker ? new Ticker(plan.ticker, plan) : undefined;
  }

  #paintCountdown(canvas: YuvFrame, wallMs: number, ground: YuvFrame): void {
    const plan = this.#plan;
    if (plan?.kind !== 'slate' || plan.untilMs === null) return;
    const seconds = Math.max(0, Math.ceil((plan.untilMs - wallMs) / 1000));
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    const box = countdownBox(canvas);
    canvas.drawPart(ground, { left: box.x, top: box.y }, box);
    if (seconds > 0) canvas.blend(rasterCountdown(seconds, plan, canvas), box.x, box.y);
    for (const { bitmap, x, y } of this.#placed) canvas.blend(bitmap, x, y, box);
  }
}

const isWithin = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;
