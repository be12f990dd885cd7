import type { Box, Plan, Size, Tile, TileContent } from '@rostrum/compositor';
import { Assets } from './assets.ts';
import { Corners } from './corners.ts';
import { Fade } from './fade.ts';
import { Ground } from './ground.ts';
import type { Moment } from './moment.ts';
import { OverlayPainter } from './overlay-painter.ts';
import { rgbOf } from './text.ts';
import { type ShownPicture, TilePainter } from './tile-painter.ts';
import { YuvFrame } from './yuv-frame.ts';

/** Draws plans on one canvas, and only what has changed. */
export class Painter {
  readonly canvas: YuvFrame;
  readonly #assets: Assets;
  readonly #ground: Ground;
  readonly #overlays: OverlayPainter;
  readonly #corners: Corners;
  readonly #border: number;
  readonly #fade: Fade;
  #plan: Plan | undefined;
  #assetsSeen = -1;
  #tiles: TilePainter[] = [];
  #fadeFrames = 0;

  constructor(size: Size, assets = new Assets()) {
    this.canvas = new YuvFrame(size);
    this.#assets = assets;
    const unit = size.height / 720;
    this.#corners = new Corners(Math.max(2, Math.round(unit * 5) * 2));
    this.#border = Math.max(2, Math.round(unit * 2) * 2);
    this.#ground = new Ground(size, { assets, border: this.#border, radius: this.#corners.size });
    this.#overlays = new OverlayPainter(assets);
    this.#fade = new Fade(size);
    this.canvas.draw(this.#ground.frame, 0, 0);
  }

  /** The picture to be encoded: the canvas, or what it fades from and the canvas. */
  get shown(): YuvFrame {
    return this.#fade.mixed ?? this.canvas;
  }

  /** The next plan that differs is faded to, over so many frames. */
  fadeToNext(frames: number): void {
    this.#fadeFrames = frames;
  }

  /** @param pictureOf the picture that a source shows now */
  paint(
    plan: Plan,
    pictureOf: (content: TileContent) => ShownPicture | undefined,
    moment: Moment = { frameIndex: 0, wallMs: 0 },
  ): void {
    const isNew = plan !== this.#plan || this.#assets.version !== this.#assetsSeen;
    if (isNew) this.#turnTo(plan, moment);
    const drawn: Box[] = isNew ? [{ x: 0, y: 0, width: this.canvas.width, height: this.canvas.height }] : [];
    for (const painter of this.#tiles) this.#paintTile(painter, pictureOf(painter.tile.content), drawn);
    this.#overlays.paint(this.canvas, { drawn, moment, ground: this.#ground.frame });
    this.#fade.mix(this.canvas, moment.frameIndex);
  }

  close(): void {
    for (const painter of this.#tiles) painter.close();
    this.#tiles = [];
    this.#overlays.close();
    this.#ground.close();
    this.#fade.close();
    this.canvas.close();
  }

  /** @param drawn what was drawn in this frame so far: a tile in front of it must be drawn again */
  #paintTile(painter: TilePainter, picture: ShownPicture | undefined, drawn: Box[]): void {
    const { tile } = painter;
    const isChanged = painter.update(picture);
    if (!isChanged && !drawn.some((box) => overlap(box, tile))) return;
    if (tile.isInset && this.#plan) this.canvas.fill(rgbOf(this.#plan.branding.text), outset(tile, this.#border));
    painter.draw(this.canvas);
    if (!tile.isInset && tile.x > 0) this.#corners.round(this.canvas, this.#ground.frame, tile);
    drawn.push(tile.isInset ? outset(tile, this.#border) : tile);
  }

  #turnTo(plan: Plan, { frameIndex }: Moment): void {
    if (this.#fadeFrames > 0 && this.#plan) this.#fade.begin(this.shown, { frameIndex, frameCount: this.#fadeFrames });
    this.#fadeFrames = 0;
    this.#plan = plan;
    this.#assetsSeen = this.#assets.version;
    const before = new Map(this.#tiles.map((painter) => [drawingOf(painter.tile, plan), painter]));
    const tiles = plan.kind === 'tiles' ? plan.tiles : [];
    this.#tiles = tiles.map((tile) => {
      const key = drawingOf(tile, plan);
      const kept = before.get(key);
      before.delete(key);
      kept?.move(tile);
      return kept ?? new TilePainter(tile, { canvas: this.canvas, branding: plan.branding });
    });
    for (const gone of before.values()) gone.close();
    this.#ground.turnTo(plan);
    this.#overlays.turnTo(plan, this.canvas);
    this.canvas.draw(this.#ground.frame, 0, 0);
  }
}

/** Tiles that are drawn alike, wherever they are. */
const drawingOf = ({ content, label, width, height }: Tile, { branding }: Plan): string =>
  JSON.stringify([content, label, width, height, branding.background, branding.text]);

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const outset = ({ x, y, width, height }: Box, edge: number): Box => ({
  x: x - edge,
  y: y - edge,
  width: width + 2 * edge,
  height: height + 2 * edge,
});
