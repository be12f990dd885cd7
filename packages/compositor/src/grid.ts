import { centred, column, down, fit, gapOf, inner, row } from './box.ts';
import type { Box, Size } from './plan.ts';

/** Cameras that are alike are shown whole. */
const gridShape = 16 / 9;
/** Two halves are nearly square: the sides of a room say little. */
const pairShape = 1.1;
const columnShare = 0.18;
const stripShare = 0.2;

/** `count` equal boxes in rows, the last row in the middle; one alone fills the area. */
export function grid(count: number, area: Box, canvas: Size): Box[] {
  if (count === 1) return [area];
  const gap = gapOf(canvas);
  const room = inner(area, gap);
  const arrangements = Array.from({ length: count }, (_, index) => {
    const columns = index + 1;
    const rows = Math.ceil(count / columns);
    const cell = {
      width: (room.width - gap * (columns - 1)) / columns,
      height: (room.height - gap * (rows - 1)) / rows,
    };
    return { columns, rows, size: fit(cell, gridShape) };
  }).filter(({ size, columns, rows }) => {
    const width = columns * size.width + gap * (columns - 1);
    return width <= room.width && rows * size.height + gap * (rows - 1) <= room.height;
  });
  const [first, ...others] = arrangements;
  if (!first) return [area];
  // Of two that give as much room, the broader one: the last row is fuller.
  const pixels = ({ size }: typeof first) => size.width * size.height;
  const { columns, rows, size } = others.reduce((best, one) => (pixels(one) >= pixels(best) ? one : best), first);
  const lines = column(rows, { size: { width: room.width, height: size.height }, gap, area: room });
  return lines.flatMap((line, index) => row(Math.min(columns, count - index * columns), { size, gap, area: line }));
}

/** Two boxes beside each other. */
export function pair(area: Box, canvas: Size): [Box, Box] {
  const gap = gapOf(canvas);
  const room = inner(area, gap);
  const size = fit({ width: (room.width - gap) / 2, height: room.height }, pairShape);
  const [left = area, right = area] = row(2, { size, gap, area: room });
  return [left, right];
}

/** A large box of 16:9, and a column of `count` boxes to its right. */
export function largeWithColumn(count: number, area: Box, canvas: Size): { large: Box; column: Box[] } {
  if (count === 0) return { large: area, column: [] };
  const gap = gapOf(canvas);
  const room = inner(area, gap);
  const size = fit({ width: canvas.width * columnShare, height: (room.height - gap * (count - 1)) / count }, gridShape);
  const left = { ...room, width: room.width - size.width - gap };
  const right = { ...room, x: down(room.x + room.width - size.width, 2), width: size.width };
  return { large: centred(fit(left), left), column: column(count, { size, gap, area: right }) };
}

/** The share takes what a person beside it leaves, who is as large as is fair. */
export function shareAndPerson(area: Box, canvas: Size): { share: Box; person: Box } {
  const gap = gapOf(canvas);
  const room = inner(area, gap);
  const person = fit({ width: room.width * 0.32, height: room.height }, 1);
  const left = { ...room, width: room.width - person.width - gap };
  const right = { ...room, x: down(room.x + room.width - person.width, 2), width: person.width };
  return { share: centred(fit(left), left), person: centred(person, right) };
}

/** An area above, and a strip of `count` boxes below it. */
export function aboveStrip(count: number, area: Box, canvas: Size): { above: Box; strip: Box[] } {
  if (count === 0) return { above: area, strip: [] };
  const gap = gapOf(canvas);
  const width = area.width - gap * 2;
  const size = fit({ width: (width - gap * (count - 1)) / count, height: canvas.height * stripShare });
  const above = { ...area, height: area.height - size.height - gap };
  const below = { x: area.x + gap, y: above.y + above.height, width, height: size.height };
  return { above, strip: row(count, { size, gap, area: below }) };
}
