import type { SourcePicture } from '@rostrum/engine/source-encoder';
import { bitClockArea, bitClockBlocks, bitClockColumns, bitClockRows } from './bit-clock.ts';
import { isSignalOn, type Look } from './look.ts';
import { type TextMask, textMask } from './text-mask.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Limited range: black, and white. */
const black = 16;
const white = 235;
const flashLuma = 224;
/** The ball crosses the picture once in this time. */
const ballPeriodMs = 4000;

/**
 * Paints a presenter's picture in place. The background and the name are painted once and kept; a frame repaints only
 * what moves: the bit clock, the running wall clock and a ball.
 */
export class Painter {
  readonly #picture: SourcePicture;
  readonly #look: Look;
  /** Luma without what moves. */
  readonly #still: Uint8Array;
  readonly #glyphs: ReadonlyMap<string, TextMask>;
  readonly #clock: Rectangle;
  readonly #blocks: { left: number; top: number; width: number; height: number };
  #clockText = '';
  #ball: Rectangle | undefined;
  #isFlashing = false;

  constructor(picture: SourcePicture, { look, name }: { look: Look; name: string }) {
    this.#picture = picture;
    this.#look = look;
    const { width, height, y, u, v } = picture;
    this.#blocks = {
      left: Math.round(width * bitClockArea.left),
      top: Math.round(height * bitClockArea.top),
      width: (width * bitClockArea.width) / bitClockColumns,
      height: (height * bitClockArea.height) / bitClockRows,
    };
    u.bytes.fill(look.u);
    v.bytes.fill(look.v);
    for (let row = 0; row < height; row++) {
      const luma = Math.round(look.luma * (1.15 - (0.3 * row) / height));
      y.bytes.fill(luma, row * y.stride, row * y.stride + width);
    }
    const nameMask = textMask(name, { height: Math.round(height * 0.2), maxWidth: Math.round(width * 0.86) });
    this.#blend(nameMask, (width - nameMask.width) / 2, height * 0.3);
    const glyphHeight = Math.round(height * 0.13);
    this.#glyphs = new Map(
      [...'0123456789:.'].map((glyph) => [glyph, textMask(glyph, { height: glyphHeight, maxWidth: glyphHeight })]),
    );
    const clockWidth = glyphHeight * 0.5 * 10;
    this.#clock = {
      x: Math.round((width - clockWidth) / 2),
      y: Math.round(height * 0.53),
      width: Math.ceil(clockWidth),
      height: glyphHeight,
    };
    this.#still = Uint8Array.from(y.bytes);
  }

  /** The picture as it is at this time of the wall clock, milliseconds since 1970. */
  paint(wallMs: number): void {
    const isFlashing = isSignalOn(this.#look, wallMs);
    if (isFlashing !== this.#isFlashing) this.#switchFlash(isFlashing);
    if (!isFlashing) {
      this.#paintBall(wallMs);
      this.#paintClock(wallMs);
    }
    this.#paintBlocks(wallMs);
  }

  #switchFlash(isFlashing: boolean): void {
    const { y } = this.#picture;
    this.#isFlashing = isFlashing;
    if (isFlashing) y.bytes.fill(flashLuma);
    else y.bytes.set(this.#still);
    this.#ball = undefined;
    this.#clockText = '';
  }

  #paintBlocks(wallMs: number): void {
    const { left, top, width, height } = this.#blocks;
    const blocks = bitClockBlocks({ presenter: this.#look.index, wallMs });
    for (let row = 0; row < bitClockRows; row++) {
      const y = Math.round(top + row * height);
      for (let column = 0; column < bitClockColumns; column++) {
        const x = Math.round(left + column * width);
        const next = Math.round(left + (column + 1) * width);
        const luma = blocks[row * bitClockColumns + column] ? white : black;
        this.#fill({ x, y, width: next - x, height: Math.round(top + (row + 1) * height) - y }, luma);
      }
    }
  }

  #paintClock(wallMs: number): void {
    const text = new Date(wallMs).toISOString().slice(11, 21);
    if (text === this.#clockText) return;
    this.#clockText = text;
    this.#restore(this.#clock);
    const step = this.#clock.width / text.length;
    for (const [place, character] of [...text].entries()) {
      const glyph = this.#glyphs.get(character);
      if (glyph) this.#blend(glyph, this.#clock.x + place * step + (step - glyph.width) / 2, this.#clock.y);
    }
  }

  #paintBall(wallMs: number): void {
    const { width, height } = this.#picture;
    const size = Math.round(height / 12);
    const turn = ((wallMs % ballPeriodMs) / ballPeriodMs) * 2 * Math.PI;
    if (this.#ball) this.#restore(this.#ball);
    this.#ball = {
      x: Math.round((0.5 + 0.42 * Math.cos(turn)) * width - size / 2),
      y: Math.round((0.78 + 0.05 * Math.sin(3 * turn)) * height - size / 2),
      width: size,
      height: size,
    };
    this.#fill(this.#ball, 190);
  }

  #fill({ x, y, width, height }: Rectangle, luma: number): void {
    const { bytes, stride } = this.#picture.y;
    for (let row = y; row < y + height; row++) bytes.fill(luma, row * stride + x, row * stride + x + width);
  }

  #restore({ x, y, width, height }: Rectangle): void {
    const { bytes, stride } = this.#picture.y;
    for (let row = y; row < y + height; row++) {
      const start = row * stride + x;
      bytes.set(this.#still.subarray(start, start + width), start);
    }
  }

  #blend({ width, height, alpha }: TextMask, x: number, y: number): void {
    const { bytes, stride } = this.#picture.y;
    const corner = Math.round(y) * stride + Math.round(x);
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const cover = alpha[row * width + column] ?? 0;
        const place = corner + row * stride + column;
        const under = bytes[place] ?? 0;
        if (cover > 0) bytes[place] = Math.round(under + ((white - under) * cover) / 255);
      }
    }
  }
}
