import type { Box, Size } from './plan.ts';

const widthStep = 32;
const landscape = 16 / 9;

export const down = (value: number, step: number): number => Math.floor(value / step) * step;

/** Between tiles and around them: 16 on a canvas of 720 lines. */
export const gapOf = (canvas: Size): number => Math.max(2, down(Math.min(canvas.height, canvas.width) / 45, 2));

/** The largest box within `room` whose shape is between these (width over height), as scalers like it. */
export function fit(room: Size, least = landscape, most = landscape): Size {
  const width = Math.max(widthStep, down(Math.min(room.width, room.height * most), widthStep));
  return { width, height: Math.max(2, down(Math.min(room.height, width / least), 2)) };
}

/** In the middle of an area. */
export const centred = (size: Size, area: Box): Box => ({
  x: area.x + Math.max(0, down((area.width - size.width) / 2, 2)),
  y: area.y + Math.max(0, down((area.height - size.height) / 2, 2)),
  ...size,
});

/** The area without its edge. */
export const inner = (area: Box, edge: number): Box => ({
  x: area.x + edge,
  y: area.y + edge,
  width: area.width - 2 * edge,
  height: area.height - 2 * edge,
});

/** Boxes of one size beside each other, in the middle of an area. */
export function row(count: number, { size, gap, area }: { size: Size; gap: number; area: Box }): Box[] {
  const all = centred({ width: count * size.width + (count - 1) * gap, height: size.height }, area);
  return Array.from({ length: count }, (_, index) => ({ ...all, x: all.x + index * (size.width + gap), ...size }));
}

/** The same below each other. */
export function column(count: number, { size, gap, area }: { size: Size; gap: number; area: Box }): Box[] {
  const all = centred({ width: size.width, height: count * size.height + (count - 1) * gap }, area);
  return Array.from({ length: count }, (_, index) => ({ ...all, y: all.y + index * (size.height + gap), ...size }));
}
