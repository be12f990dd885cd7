import type { Plan, Tile, TileContent } from '@rostrum/compositor';
import { rasterSlate } from './raster.ts';
import { background, type ShownPicture, TilePainter } from './tile-painter.ts';
import { YuvFrame } from './yuv-frame.ts';

/** Draws plans on one canvas, and only what has changed. */
export class Painter {
  readonly canvas: YuvFrame;
  #plan: Plan | undefined;
  #tiles: TilePainter[] = [];

  constructor(size: { width: number; height: number }) {
    this.canvas = new YuvFrame(size);
    this.canvas.fill(background);
  }

  /** @param pictureOf the picture that a source shows now */
  paint(plan: Plan, pictureOf: (content: TileContent) => ShownPicture | undefined): void {
    if (plan !== this.#plan) this.#turnTo(plan);
    for (const painter of this.#tiles) painter.paint(this.canvas, pictureOf(painter.tile.content));
  }

  close(): void {
    for (const painter of this.#tiles) painter.close();
    this.#tiles = [];
    this.canvas.close();
  }

  #turnTo(plan: Plan): void {
    this.#plan = plan;
    const before = new Map(this.#tiles.map((painter) => [drawingOf(painter.tile), painter]));
    const tiles = plan.kind === 'tiles' ? plan.tiles : [];
    this.#tiles = tiles.map((tile) => {
      const key = drawingOf(tile);
      const kept = before.get(key);
      before.delete(key);
      kept?.invalidate();
      return kept ?? new TilePainter(tile);
    });
    for (const gone of before.values()) gone.close();
    this.canvas.fill(background);
    if (plan.kind === 'slate') this.canvas.blend(rasterSlate(plan, this.canvas), 0, 0);
  }
}

/** Tiles that are drawn alike, at the same place. */
const drawingOf = (tile: Tile): string => JSON.stringify(tile);
