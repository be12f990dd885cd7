import { sampleRate } from './format.ts';
import { KWeighting } from './k-weighting.ts';

/** A gating block is 400 ms and they overlap by three quarters (BS.1770-5 annex 1): so a hop is 100 ms. */
const hopSamples = sampleRate / 10;
const hopsPerBlock = 4;

/** Loudness in LUFS of a mean of weighted squares, both channels together. */
export const lufsOf = (meanSquare: number): number => -0.691 + 10 * Math.log10(Math.max(meanSquare, 1e-12));

/** Measures the momentary loudness of stereo sound: that of each 400 ms, ten times a second. */
export class LoudnessMeter {
  readonly #left = new KWeighting();
  readonly #right = new KWeighting();
  readonly #onBlock: (meanSquare: number) => void;
  #hops: number[] = [];
  #energy = 0;
  #samples = 0;

  /** @param onBlock is handed the mean of weighted squares of each block; `lufsOf` makes a loudness of it */
  constructor(onBlock: (meanSquare: number) => void) {
    this.#onBlock = onBlock;
  }

  push(left: Float32Array, right: Float32Array): void {
    for (let at = 0; at < left.length; ) {
      const to = Math.min(left.length, at + hopSamples - this.#samples);
      this.#energy += this.#left.energy(left, at, to) + this.#right.energy(right, at, to);
      this.#samples += to - at;
      at = to;
      if (this.#samples === hopSamples) this.#endHop();
    }
  }

  #endHop(): void {
    this.#hops.push(this.#energy);
    this.#energy = 0;
    this.#samples = 0;
    if (this.#hops.length < hopsPerBlock) return;
    this.#onBlock(this.#hops.reduce((sum, energy) => sum + energy, 0) / (hopSamples * hopsPerBlock));
    this.#hops.shift();
  }
}

const absoluteGateLufs = -70;
const relativeGateLu = -10;

/** The loudness of a whole programme by both gates (BS.1770-5 annex 1), from its blocks' mean squares. */
export function integratedLufs(meanSquares: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const heard = meanSquares.filter((value) => lufsOf(value) > absoluteGateLufs);
  if (heard.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = lufsOf(mean(heard)) + relativeGateLu;
  return lufsOf(mean(heard.filter((value) => lufsOf(value) > gate)));
}
