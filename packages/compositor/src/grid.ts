import type { Box } from './plan.ts';

const gap = 16;
const widthStep = 32;
const aspect = 16 / 9;

const down = (value: number, step: number) => Math.floor(value / step) * step;

/** The largest 16:9 box that fits, with a width and height that scalers like. */
export function fit(width: number, height: number): { width: number; height: number } {
  const fitted = Math.max(widthStep, down(Math.min(width, height * aspect), widthStep));
  return { width: fitted, height: down(fitted / aspect, 2) };
}

/** `count` equal 16:9 boxes in rows, the last row centred; one alone fills the canvas. */
export function grid(count: number, canvas: { width: number; height: number }): Box[] {
  if (count === 1) return [{ x: 0, y: 0, ...canvas }];
  const columns = Math.ceil(Math.sqrt(count));
  const rows = Math.ceil(count / columns);
  const tile = fit((canvas.width - gap * (columns + 1)) / columns, (canvas.height - gap * (rows + 1)) / rows);
  const top = (canvas.height - rows * tile.height - (rows - 1) * gap) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = row === rows - 1 ? count - row * columns : columns;
    const left = (canvas.width - inRow * tile.width - (inRow - 1) * gap) / 2;
    return {
      x: down(left + (index % columns) * (tile.width + gap), 2),
      y: down(top + row * (tile.height + gap), 2),
      ...tile,
    };
  });
}

/** One box for the screen, and a column of `count` boxes to its right. */
export function screenWithColumn(
  count: number,
  canvas: { width: number; height: number },
): { screen: Box; column: Box[] } {
  if (count === 0) return { screen: { x: 0, y: 0, ...canvas }, column: [] };
  const tile = fit(canvas.width * 0.18, (canvas.height - gap * (count + 1)) / count);
  const size = fit(canvas.width - tile.width - gap * 3, canvas.height - gap * 2);
  const screen = { x: gap, y: down((canvas.height - size.height) / 2, 2), ...size };
  const top = (canvas.height - count * tile.height - (count - 1) * gap) / 2;
  const x = canvas.width - gap - tile.width;
  const column = Array.from({ length: count }, (_, index) => ({
    x: down(x, 2),
    y: down(top + index * (tile.height + gap), 2),
    ...tile,
  }));
  return { screen, column };
}
