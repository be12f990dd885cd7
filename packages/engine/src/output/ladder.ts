import type { Canvas } from '@rostrum/protocol';

/** One size in which the programme's picture is encoded. */
export interface Rung {
  /** The rendition's name. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Mean of the encoder, which is also its limit over a second. */
  readonly bitsPerSecond: number;
}

/** 2.5 Mb/s at 720 lines; a small picture needs more for each pixel than a large one. */
const reference = { bitsPerSecond: 2_500_000, pixels: 1280 * 720, exponent: 0.85 } as const;

const bitsFor = (pixels: number): number =>
  Math.round((reference.bitsPerSecond * (pixels / reference.pixels) ** reference.exponent) / 1000) * 1000;

const even = (value: number): number => Math.round(value / 2) * 2;

/**
 * The canvas itself and what is scaled down from it, largest first. The largest is always `video`, so that a programme's
 * address stays when it is given a ladder; the others carry their height: `video480`.
 * @param heights of the smaller ones; what is not below the canvas is left out
 */
export function ladderOf({ width, height }: Canvas, heights: readonly number[]): Rung[] {
  const smaller = [...new Set(heights.map((lines) => lines - (lines % 2)))]
    .filter((lines) => lines < height)
    .sort((a, b) => b - a);
  return [
    { name: 'video', width, height, bitsPerSecond: bitsFor(width * height) },
    ...smaller.map((lines) => {
      const columns = even((lines * width) / height);
      return { name: `video${lines}`, width: columns, height: lines, bitsPerSecond: bitsFor(columns * lines) };
    }),
  ];
}
