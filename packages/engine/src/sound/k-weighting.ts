/**
 * ITU-R BS.1770-5 annex 1, tables 1 and 2, for 48 kHz: the head's shelf, then the high pass, whose numerator is 1, −2, 1.
 */
const shelf = {
  b0: 1.53512485958697,
  b1: -2.69169618940638,
  b2: 1.19839281085285,
  a1: -1.69065929318241,
  a2: 0.73248077421585,
} as const;
const highPass = { a1: -1.99004745483398, a2: 0.99007225036621 } as const;

/** Denormal numbers cost a hundred times more: what a filter keeps of silence is nothing. */
const negligible = 1e-18;
const settled = (value: number): number => (Math.abs(value) < negligible ? 0 : value);

/** The energy of one channel as the ear weighs it ("K-weighting"). */
export class KWeighting {
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;
  #z1 = 0;
  #z2 = 0;

  /** @returns the sum of the weighted squares of the samples in [from, to) */
  energy(samples: Float32Array, from: number, to: number): number {
    let [x1, x2, y1, y2, z1, z2] = [this.#x1, this.#x2, this.#y1, this.#y2, this.#z1, this.#z2];
    let sum = 0;
    for (let index = from; index < to; index += 1) {
      const x = samples[index] ?? 0;
      const y = shelf.b0 * x + shelf.b1 * x1 + shelf.b2 * x2 - shelf.a1 * y1 - shelf.a2 * y2;
      const z = y - 2 * y1 + y2 - highPass.a1 * z1 - highPass.a2 * z2;
      x2 = x1;
      x1 = x;
      y2 = y1;
      y1 = y;
      z2 = z1;
      z1 = z;
      sum += z * z;
    }
    this.#x1 = settled(x1);
    this.#x2 = settled(x2);
    this.#y1 = settled(y1);
    this.#y2 = settled(y2);
    this.#z1 = settled(z1);
    this.#z2 = settled(z2);
    return sum;
  }
}
