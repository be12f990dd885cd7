/** Of a camera that has not said how high its picture is. */
const usualLines = 720;
const usualLayers = 3;
export const topSpatialLayer = usualLayers - 1;
/** A layer a little short of its tile is near enough, and half the bits. */
const nearEnough = 1.15;

/** What a camera sends: the highest layer is its whole picture, and each one below has half of the lines. */
export interface LayerLadder {
  readonly layers: number;
  /** Of the highest layer; default 720. */
  readonly lines?: number | undefined;
}

/** The layer next above a height in pixels, or the highest that there is. */
export function spatialLayerFor(
  heightPx: number,
  { layers, lines = usualLines }: LayerLadder = { layers: usualLayers },
): number {
  let layer = layers - 1;
  while (layer > 0 && (lines / 2 ** (layers - layer)) * nearEnough >= heightPx) layer -= 1;
  return Math.max(0, layer);
}
