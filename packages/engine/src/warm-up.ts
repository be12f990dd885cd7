import { defaultBranding } from '@rostrum/protocol';
import { rasterLabel } from './picture/raster-label.ts';

/** Loads the fonts, which takes as long as two frames: better before a programme runs than while it does. */
export function warmUp(): void {
  const canvas = { width: 640, height: 360 };
  rasterLabel({ text: 'Aя你', title: '', muted: false }, { tile: canvas, canvas, branding: defaultBranding });
}
