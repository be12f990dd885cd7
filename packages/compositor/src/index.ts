export { hueOf, initials } from './initials.ts';
export { layout, maxColumn, maxTiles } from './layout.ts';
export type { Box, Label, Plan, Tile, TileContent } from './plan.ts';
export type { Scene, ScenePerson } from './scene.ts';
