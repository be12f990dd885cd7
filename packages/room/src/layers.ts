import type { Source } from '@rostrum/protocol';

/** Spatial layers of a camera: 180, 360 and 720 lines (a quarter, a half, and the whole of what the camera gives). */
export const topSpatialLayer = 2;

/**
 * The simulcast layer that the mixer asks for: the one next above the tile's height on a 720-line canvas. Screens are
 * one layer and wanted whole.
 */
export function programmeSpatialLayer(source: Source, tiles: number, hasScreen: boolean): number {
  if (source !== 'camera') return topSpatialLayer;
  if (hasScreen) return tiles > 5 ? 0 : 1;
  if (tiles <= 1) return topSpatialLayer;
  return tiles <= 9 ? 1 : 0;
}
