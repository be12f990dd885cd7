import type { Box, Tile } from '@rostrum/compositor';
import { AV_PIX_FMT_YUV420P, SWS_BILINEAR } from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { rasterCard, rasterLabel } from './raster.ts';
import type { YuvBitmap } from './yuv.ts';
import { YuvFrame } from './yuv-frame.ts';

/** A source's picture at this moment. `version` tells whether it is another one than last time. */
export interface ShownPicture {
  readonly frame: Frame;
  readonly version: number;
}

export const background = { red: 15, green: 18, blue: 22 };
const labelMargin = 12;

/** The largest box of the picture's shape within a tile, as scalers like it. */
function contain(picture: { width: number; height: number }, tile: Box): { width: number; height: number } {
  const scale = Math.min(tile.width / picture.width, tile.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  // A few columns are not worth bars: the tile is filled.
  if (tile.width - width < 16 && tile.height - height < 16) return tile;
  return {
    width: Math.min(tile.width, Math.max(16, Math.round(width / 16) * 16)),
    height: Math.min(tile.height, Math.max(2, Math.round(height / 2) * 2)),
  };
}

/** Draws one tile: scales the source's picture when there is a new one, or its card once. */
export class TilePainter {
  readonly tile: Tile;
  readonly #label: YuvBitmap;
  readonly #card: YuvBitmap | undefined;
  #scaler: { readonly context: SoftwareScaleContext; readonly key: string; readonly target: YuvFrame } | undefined;
  #drawnVersion: number | undefined;

  constructor(tile: Tile) {
    this.tile = tile;
    this.#label = rasterLabel(tile.label, tile);
    this.#card = tile.content.kind === 'card' ? rasterCard(tile.content, tile) : undefined;
  }

  /** The canvas was cleared: all is to be drawn anew. */
  invalidate(): void {
    this.#drawnVersion = undefined;
  }

  /** @param picture undefined for a card, or while a source has none */
  paint(canvas: YuvFrame, picture: ShownPicture | undefined): void {
    const version = this.#card ? 0 : picture?.version;
    if (version === undefined || version === this.#drawnVersion) return;
    this.#drawnVersion = version;
    const { tile } = this;
    if (this.#card) canvas.blend(this.#card, tile.x, tile.y);
    else if (picture) this.#drawPicture(canvas, picture.frame);
    canvas.blend(this.#label, tile.x + labelMargin, tile.y + tile.height - this.#label.height - labelMargin);
  }

  close(): void {
    this.#closeScaler();
  }

  #drawPicture(canvas: YuvFrame, frame: Frame): void {
    const { tile } = this;
    const { context, target } = this.#scalerFor(frame);
    // A picture that cannot be scaled is not worth the programme: what was there stays.
    if (context.scaleFrameSync(target.frame, frame) < 0) return;
    const isWhole = target.width === tile.width && target.height === tile.height;
    if (!isWhole) canvas.fill(background, tile);
    const left = tile.x + ((tile.width - target.width) >> 2) * 2;
    const top = tile.y + ((tile.height - target.height) >> 2) * 2;
    canvas.draw(target, left, top);
  }

  /** A new one when the source's size changes: another layer, another camera, a phone that was turned. */
  #scalerFor(frame: Frame) {
    const { width, height, format } = frame;
    const key = `${width}x${height}:${format}`;
    if (this.#scaler?.key === key) return this.#scaler;
    this.#closeScaler();
    const target = new YuvFrame(contain({ width, height }, this.tile));
    const context = new SoftwareScaleContext();
    context.getContext(
      width,
      height,
      frame.format as typeof AV_PIX_FMT_YUV420P,
      target.width,
      target.height,
      AV_PIX_FMT_YUV420P,
      SWS_BILINEAR,
    );
    this.#scaler = { context, key, target };
    return this.#scaler;
  }

  #closeScaler(): void {
    this.#scaler?.context.freeContext();
    this.#scaler?.target.close();
    this.#scaler = undefined;
  }
}
