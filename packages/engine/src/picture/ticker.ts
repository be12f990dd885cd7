import type { Box, Plan } from '@rostrum/compositor';
import { even, font, isRightToLeft, measured, raster, rgbOf } from './text.ts';
import { YuvFrame } from './yuv-frame.ts';

/** 500 wide characters; more could be a bitmap that is too large. */
const maxTextWidth = 16_000;

/** A line of text that runs through a band, over and over. It is drawn once, and then copied from another place each frame. */
export class Ticker {
  readonly box: Box;
  readonly #strip: YuvFrame;
  readonly #stepPx: number;
  readonly #isRtl: boolean;

  constructor({ text, ...box }: NonNullable<Plan['ticker']>, { branding }: Pick<Plan, 'branding'>) {
    this.box = box;
    this.#isRtl = isRightToLeft(text);
    // 120 pixels a second on a canvas of 720 lines and 30 frames; even, as the colours want it.
    this.#stepPx = Math.max(2, Math.round(box.height / 20) * 2);
    const tickerFont = font(500, box.height * 0.52);
    const line = measured(text, tickerFont, maxTextWidth);
    const length = even(Math.max(box.width, line.width + box.width * 0.12));
    this.#strip = new YuvFrame({ width: length, height: box.height });
    this.#strip.fill(rgbOf(branding.background));
    const words = raster(even(line.width + 2), box.height, (context) => {
      context.fillStyle = branding.text;
      context.font = tickerFont;
      context.fillText(line.text, 0, box.height / 2 + 1);
    });
    this.#strip.blend(words, 0, 0);
    this.#strip.fill(rgbOf(branding.accent), { x: 0, y: 0, width: length, height: 2 });
  }

  /** @param frameIndex counts the programme's frames: it moves by the same step with each */
  draw(canvas: YuvFrame, frameIndex: number): void {
    const { box } = this;
    const length = this.#strip.width;
    const gone = (frameIndex * this.#stepPx) % length;
    const left = this.#isRtl ? (length - gone) % length : gone;
    const first = Math.min(box.width, length - left);
    canvas.drawPart(this.#strip, { left, top: 0 }, { ...box, width: first });
    const rest = { ...box, x: box.x + first, width: box.width - first };
    if (rest.width > 0) canvas.drawPart(this.#strip, { left: 0, top: 0 }, rest);
  }

  close(): void {
    this.#strip.close();
  }
}
