import { sampleRate } from './format.ts';

/** −1 dB: "true peak", and the ripples of AAC, stay below full scale (EBU R 128 s2). */
const ceiling = 0.89;
/** How far it looks ahead, and so how late it is: the gain is down before the peak is there. */
export const limiterDelaySamples = 240;
/** The gain comes back with this time constant. */
const releaseSeconds = 0.25;
const nearlyAll = 1 - 1e-6;
const release = 1 - Math.exp(-1 / (releaseSeconds * sampleRate));

/**
 * Keeps the sum of several voices below full scale by turning it down for as long as it is needed. The gain never steps:
 * it is the mean, over the time it looks ahead, of the least gain that is needed in that time; so it is down in time, and
 * goes there in a straight line. Sound comes out `limiterDelaySamples` late.
 */
export class Limiter {
  readonly #left = new Float32Array(limiterDelaySamples);
  readonly #right = new Float32Array(limiterDelaySamples);
  /** Least gains of the last samples, of which `#sum` is the sum. */
  readonly #held = new Float64Array(limiterDelaySamples).fill(1);
  #sum = limiterDelaySamples;
  /** Gains that may still be the least one, and when they were needed; both grow. */
  readonly #queue: { gain: number; at: number }[] = [];
  #recovering = 1;
  #at = 0;

  /** Works in place. */
  apply(left: Float32Array, right: Float32Array): void {
    for (let index = 0; index < left.length; index += 1) {
      const [l, r] = [left[index] ?? 0, right[index] ?? 0];
      const gain = this.#gainFor(Math.max(Math.abs(l), Math.abs(r)));
      const slot = this.#at % limiterDelaySamples;
      left[index] = (this.#left[slot] ?? 0) * gain;
      right[index] = (this.#right[slot] ?? 0) * gain;
      this.#left[slot] = l;
      this.#right[slot] = r;
      this.#at += 1;
    }
  }

  /** @param peak of the sample that comes in @returns the gain of the one that goes out */
  #gainFor(peak: number): number {
    const slot = this.#at % limiterDelaySamples;
    const least = this.#leastInWindow(peak > ceiling ? ceiling / peak : 1);
    const recovered = this.#recovering + (1 - this.#recovering) * release;
    this.#recovering = Math.min(least, recovered > nearlyAll ? 1 : recovered);
    this.#sum += this.#recovering - (this.#held[slot] ?? 1);
    this.#held[slot] = this.#recovering;
    // The sum of rounded numbers drifts: it is counted anew where nothing is held.
    if (slot === 0 && this.#recovering === 1 && this.#queue.length === 0) this.#sum = this.#count();
    return this.#sum / limiterDelaySamples;
  }

  /** The least of the last gains that were needed; a queue that only grows from its head (a "monotonic queue"). */
  #leastInWindow(needed: number): number {
    const queue = this.#queue;
    if (needed < 1) {
      while (queue.length > 0 && (queue.at(-1)?.gain ?? 0) >= needed) queue.pop();
      queue.push({ gain: needed, at: this.#at });
    }
    const first = queue[0];
    if (!first) return 1;
    if (first.at < this.#at - limiterDelaySamples) {
      queue.shift();
      return queue[0]?.gain ?? 1;
    }
    return first.gain;
  }

  #count(): number {
    return this.#held.reduce((sum, gain) => sum + gain, 0);
  }
}
