import type { Plan, Size } from '@rostrum/compositor';
import type { Assets } from './assets.ts';
import { rasterBackground, rasterRing, rasterSlate, slateBox } from './raster-overlays.ts';
import { rgbOf } from './text.ts';
import type { YuvBitmap } from './yuv.ts';
import { YuvFrame } from './yuv-frame.ts';

export interface GroundOptions {
  readonly assets: Assets;
  /** Around the speaker's tile, pixels. */
  readonly border: number;
  /** Of a tile's corners. */
  readonly radius: number;
}

/** What lies beneath the tiles: the background, the accent around the speaker, the words of a slate. Drawn once for a plan. */
export class Ground {
  readonly frame: YuvFrame;
  readonly #options: GroundOptions;
  /** Making it takes longer than a frame. */
  #image: { readonly id: string; readonly bitmap: YuvBitmap } | undefined;

  constructor(size: Size, options: GroundOptions) {
    this.frame = new YuvFrame(size);
    this.frame.fill({ red: 15, green: 18, blue: 22 });
    this.#options = options;
  }

  turnTo(plan: Plan): void {
    const { frame } = this;
    frame.fill(rgbOf(plan.branding.background));
    const image = this.#imageOf(plan.branding.backgroundImage);
    if (image) frame.blend(image, 0, 0);
    if (plan.kind === 'slate') {
      const { x, y } = slateBox(frame);
      frame.blend(rasterSlate(plan, frame), x, y);
      return;
    }
    const { border: edge, radius } = this.#options;
    for (const tile of plan.tiles.filter(({ isAccented }) => isAccented)) {
      const ring = rasterRing(tile, { edge, radius, colour: plan.branding.accent });
      frame.blend(ring, tile.x - edge, tile.y - edge);
    }
  }

  close(): void {
    this.frame.close();
  }

  #imageOf(id: string | null): YuvBitmap | undefined {
    if (id !== null && id === this.#image?.id) return this.#image.bitmap;
    const image = this.#options.assets.get(id);
    if (id === null || !image) return undefined;
    this.#image = { id, bitmap: rasterBackground(image, this.frame) };
    return this.#image.bitmap;
  }
}
