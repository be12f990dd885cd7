export { hueOf, initials } from './initials.ts';
export { layout } from './layout.ts';
export type { LayoutInput, ScenePerson } from './layout-input.ts';
export { type PicturePlace, placePicture } from './place-picture.ts';
export type { Box, Label, Overlays, Plan, Size, Tile, TileContent } from './plan.ts';
export { maxColumn, maxStrip, maxTiles } from './scenes.ts';
export { type LastThere, steady } from './steady.ts';
export { tileHeights } from './tile-heights.ts';
