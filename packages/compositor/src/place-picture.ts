import { down } from './box.ts';
import type { Box, Size } from './plan.ts';

/** A camera loses at most this share of its picture to a tile of another shape; beyond it stands whole, with bars. */
const maxCrop = 0.45;
/** Of what a tall picture loses, this much goes at the top: that is where heads are. */
const cropAbove = 0.3;

/** How a picture stands in its tile: scaled to `scaled`, of which the part from (left, top) is seen in `shown`. */
export interface PicturePlace {
  readonly scaled: Size;
  readonly left: number;
  readonly top: number;
  /** A part of the tile, or all of it; in pixels of the canvas. */
  readonly shown: Box;
}

/** Keeps the picture's shape, but for a few columns that scalers do not like. A screen is never cut. */
export function placePicture(picture: Size, tile: Box, source: 'camera' | 'screen'): PicturePlace {
  const across = tile.width / picture.width;
  const upright = tile.height / picture.height;
  const lost = 1 - Math.min(across, upright) / Math.max(across, upright);
  const isWhole = source === 'screen' || lost > maxCrop;
  const scale = isWhole ? Math.min(across, upright) : Math.max(across, upright);
  const size = { width: picture.width * scale, height: picture.height * scale };
  return isWhole ? contained(size, tile) : covering(size, tile);
}

function contained(size: Size, tile: Box): PicturePlace {
  // A few columns are not worth bars: the tile is filled.
  const isNear = tile.width - size.width < 16 && tile.height - size.height < 16;
  const scaled = isNear
    ? { width: tile.width, height: tile.height }
    : {
        width: Math.min(tile.width, Math.max(16, Math.round(size.width / 16) * 16)),
        height: Math.min(tile.height, Math.max(2, Math.round(size.height / 2) * 2)),
      };
  const shown = {
    x: tile.x + down((tile.width - scaled.width) / 2, 2),
    y: tile.y + down((tile.height - scaled.height) / 2, 2),
    ...scaled,
  };
  return { scaled, left: 0, top: 0, shown };
}

function covering(size: Size, tile: Box): PicturePlace {
  const scaled = {
    width: Math.max(tile.width, Math.round(size.width / 16) * 16),
    height: Math.max(tile.height, Math.round(size.height / 2) * 2),
  };
  return {
    scaled,
    left: down((scaled.width - tile.width) / 2, 2),
    top: down((scaled.height - tile.height) * cropAbove, 2),
    shown: { x: tile.x, y: tile.y, width: tile.width, height: tile.height },
  };
}
