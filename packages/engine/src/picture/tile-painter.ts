import { type PicturePlace, placePicture, type Size, type Tile } from '@rostrum/compositor';
import type { Branding } from '@rostrum/protocol';
import { AV_PIX_FMT_YUV420P, SWS_BILINEAR } from 'node-av/constants';
import { type Frame, SoftwareScaleContext } from 'node-av/lib';
import { cardColour, rasterCard } from './raster-card.ts';
import { rasterLabel } from './raster-label.ts';
import { even } from './text.ts';
import type { YuvBitmap } from './yuv.ts';
import { YuvFrame } from './yuv-frame.ts';

/** A source's picture at this moment. `version` tells whether it is another one than last time. */
export interface ShownPicture {
  readonly frame: Frame;
  readonly version: number;
}

/** Beside a screen of another shape; beside a camera the tile is to be seen as one. */
const barColour = { red: 18, green: 22, blue: 27 };

interface Scaler {
  readonly context: SoftwareScaleContext;
  readonly key: string;
  readonly target: YuvFrame;
  readonly left: number;
  readonly top: number;
  /** From the tile's corner. */
  readonly shown: PicturePlace['shown'];
}

/** Draws what one tile shows: the source's picture, scaled when there is a new one, or its card; and the name. */
export class TilePainter {
  #tile: Tile;
  readonly #labelMargin: number;
  readonly #label: YuvBitmap | undefined;
  readonly #card: YuvBitmap | undefined;
  #scaler: Scaler | undefined;
  #version: number | undefined;

  constructor(tile: Tile, { canvas, branding }: { canvas: Size; branding: Branding }) {
    this.#tile = tile;
    this.#labelMargin = even(Math.min(canvas.height / 60, tile.height / 14));
    this.#label = tile.label ? rasterLabel(tile.label, { tile, canvas, branding }) : undefined;
    this.#card = tile.content.kind === 'card' ? rasterCard(tile.content, tile) : undefined;
  }

  get tile(): Tile {
    return this.#tile;
  }

  /** The same tile, elsewhere. */
  move(tile: Tile): void {
    this.#tile = tile;
  }

  /**
   * Scales the picture, when it is another one than last time.
   * @param picture undefined for a card, or while a source has none: what was there stays
   * @returns whether there is something new to draw
   */
  update(picture: ShownPicture | undefined): boolean {
    if (this.#card || picture === undefined || picture.version === this.#version) return false;
    this.#version = picture.version;
    const { context, target } = this.#scalerFor(picture.frame);
    // A picture that cannot be scaled is not worth the programme: what was there stays.
    return context.scaleFrameSync(target.frame, picture.frame) >= 0;
  }

  /** All of the tile. */
  draw(canvas: YuvFrame): void {
    const tile = this.#tile;
    const scaler = this.#scaler;
    if (this.#card) canvas.blend(this.#card, tile.x, tile.y);
    else if (scaler) drawPicture(canvas, tile, scaler);
    else canvas.fill(cardColour, tile);
    const label = this.#label;
    if (label) canvas.blend(label, tile.x + this.#labelMargin, tile.y + tile.height - label.height - this.#labelMargin);
  }

  close(): void {
    this.#scaler?.context.freeContext();
    this.#scaler?.target.close();
    this.#scaler = undefined;
  }

  /** A new one when the source's size changes: another layer, another camera, a phone that was turned. */
  #scalerFor(frame: Frame): Scaler {
    const { width, height, format } = frame;
    const key = `${width}x${height}:${format}`;
    if (this.#scaler?.key === key) return this.#scaler;
    this.close();
    const { content, width: tileWidth, height: tileHeight } = this.#tile;
    const source = content.kind === 'video' ? content.source : 'camera';
    const place = placePicture({ width, height }, { x: 0, y: 0, width: tileWidth, height: tileHeight }, source);
    const target = new YuvFrame(place.scaled);
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
    this.#scaler = { context, key, target, left: place.left, top: place.top, shown: place.shown };
    return this.#scaler;
  }
}

function drawPicture(canvas: YuvFrame, tile: Tile, { target, left, top, shown }: Scaler): void {
  if (shown.width < tile.width || shown.height < tile.height) {
    canvas.fill(tile.content.kind === 'video' && tile.content.source === 'screen' ? barColour : cardColour, tile);
  }
  canvas.drawPart(target, { left, top }, { ...shown, x: tile.x + shown.x, y: tile.y + shown.y });
}
