import { sampleRate } from './format.ts';

/** Longer than a mixer may be behind before it gives up: what it makes good then still has its sound. */
const ringSamples = sampleRate * 12;
/**
 * Sound is written without a break as long as its time is this near to where the last block ended; farther off (a mute,
 * a loss, a new report), it is put where it belongs. Less would click at every wobble of the network.
 */
const maxDriftSamples = sampleRate * 0.03;

/** One source's sound, waiting for its turn. Positions are samples since 1970. */
export class SoundRing {
  readonly #left = new Float32Array(ringSamples);
  readonly #right = new Float32Array(ringSamples);
  #writeAt: number | undefined;
  #readTo = 0;
  reanchors = 0;
  lateSamples = 0;

  /** @param mediaSeconds when the block's first sample belongs, seconds since 1970 */
  write(block: { left: Float32Array; right: Float32Array; samples: number }, mediaSeconds: number): void {
    const wanted = Math.round(mediaSeconds * sampleRate);
    if (this.#writeAt === undefined || Math.abs(wanted - this.#writeAt) > maxDriftSamples) {
      if (this.#writeAt !== undefined) this.reanchors += 1;
      this.#writeAt = wanted;
    }
    const start = this.#writeAt;
    this.#writeAt = start + block.samples;
    // What would overwrite unread sound a whole ring ahead has a wrong clock.
    if (this.#readTo > 0 && start - this.#readTo > ringSamples - block.samples) return;
    const late = Math.min(block.samples, Math.max(0, this.#readTo - start));
    this.lateSamples += late;
    for (let index = late; index < block.samples; index += 1) {
      const at = (start + index) % ringSamples;
      this.#left[at] = block.left[index] ?? 0;
      this.#right[at] = block.right[index] ?? 0;
    }
  }

  /** Adds what is due to `left` and `right`, and forgets it. */
  addTo(left: Float32Array, right: Float32Array, fromSample: number): void {
    const count = left.length;
    this.#readTo = fromSample + count;
    if (this.#writeAt === undefined) return;
    for (let index = 0; index < count; index += 1) {
      const at = (fromSample + index) % ringSamples;
      left[index] = (left[index] ?? 0) + (this.#left[at] ?? 0);
      right[index] = (right[index] ?? 0) + (this.#right[at] ?? 0);
      this.#left[at] = 0;
      this.#right[at] = 0;
    }
  }
}
