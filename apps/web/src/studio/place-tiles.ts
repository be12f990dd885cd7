import { type Area, bestGrid, cameraRatio } from './tile-grid.ts';

/** A box within the stage, in CSS pixels, by its middle. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Places {
  readonly big: Box | undefined;
  readonly beside: readonly Box[];
}

const gap = 8;
const slimmest = 160;
const widest = 260;
const flattest = 84;
const highest = 160;
/** In an upright area (a phone) tiles give up their sides: faces are in the middle, and get twice the size. */
const narrowestUpright = 4 / 5;

/** Where everybody is: alike in a grid; or one big, and the others in a strip beside it, or below it where it is narrow. */
export function placeTiles(count: number, area: Area, hasBig: boolean): Places {
  if (!hasBig) {
    const narrowest = area.height > area.width ? narrowestUpright : cameraRatio;
    return { big: undefined, beside: gridIn(count, { ...area, x: area.width / 2, y: area.height / 2 }, narrowest) };
  }
  if (count === 0) return { big: { x: area.width / 2, y: area.height / 2, ...area }, beside: [] };
  const isWide = area.width > area.height;
  const strip = isWide
    ? clamp(area.width * 0.18, slimmest, widest)
    : clamp(leftBelow(area), flattest, rowsOf(count) * highest);
  const width = isWide ? Math.max(0, area.width - strip - gap) : area.width;
  const height = isWide ? area.height : Math.max(0, area.height - strip - gap);
  const rest: Box = isWide
    ? { x: width + gap + strip / 2, y: height / 2, width: strip, height }
    : { x: width / 2, y: height + gap + strip / 2, width, height: strip };
  return {
    big: { x: width / 2, y: height / 2, width, height },
    beside: gridIn(count, rest, isWide ? cameraRatio : narrowestUpright),
  };
}

/** What a big picture does not need of an upright area; most pictures are wide, and one that is not has more than half. */
const leftBelow = ({ width, height }: Area): number => height - gap - Math.max(width * 0.75, height * 0.55);
const rowsOf = (count: number): number => Math.ceil(count / 3);

const clamp = (value: number, from: number, to: number): number => Math.min(to, Math.max(from, value));

/** Rows in the middle of the box; the last one, if it is shorter, in the middle too. */
function gridIn(count: number, { x, y, width, height }: Box, narrowest: number): Box[] {
  const { columns, tileWidth, tileHeight } = bestGrid(count, { width, height }, { gap, narrowest });
  const rows = Math.ceil(count / columns);
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const middle = (at: number, of: number) => at - (of - 1) / 2;
    return {
      x: x + middle(index % columns, inRow) * (tileWidth + gap),
      y: y + middle(row, rows) * (tileHeight + gap),
      width: tileWidth,
      height: tileHeight,
    };
  });
}
