/** Just below full scale, so that AAC's ripples do not clip. */
const ceiling = 0.95;
/** The gain comes back by this much of what is missing with each block: about a third of a second in all. */
const recovery = 0.08;

/** Keeps the sum of several voices below full scale by turning it down for as long as it is needed. */
export class Limiter {
  #gain = 1;

  /** Works on one block in place. */
  apply(left: Float32Array, right: Float32Array): void {
    let peak = 0;
    for (let index = 0; index < left.length; index += 1) {
      peak = Math.max(peak, Math.abs(left[index] ?? 0), Math.abs(right[index] ?? 0));
    }
    const wanted = peak > ceiling ? ceiling / peak : 1;
    const before = this.#gain;
    this.#gain = Math.min(wanted, before + (1 - before) * recovery);
    if (before === 1 && this.#gain === 1) return;
    // Down at once, so that nothing clips; up along the block, so that nothing is heard.
    const start = Math.min(before, this.#gain);
    const step = (this.#gain - start) / left.length;
    for (let index = 0; index < left.length; index += 1) {
      const gain = start + step * index;
      left[index] = (left[index] ?? 0) * gain;
      right[index] = (right[index] ?? 0) * gain;
    }
  }
}
