import { rasterLabel } from './picture/raster.ts';

/** Loads the fonts, which takes as long as two frames: better before a programme runs than while it does. */
export function warmUp(): void {
  rasterLabel({ text: 'Aя你', muted: false }, { width: 640, height: 360 });
}
