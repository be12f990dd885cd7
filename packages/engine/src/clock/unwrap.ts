/** Follows a 32-bit RTP timestamp over its wraps: answers a number that does not. */
export class Unwrap32 {
  #last: number | undefined;
  #extended = 0;

  /** An earlier timestamp is answered in its place, and does not move the line. */
  push(timestamp: number): number {
    if (this.#last === undefined) {
      this.#last = timestamp;
      this.#extended = timestamp;
      return timestamp;
    }
    const step = (timestamp - this.#last) | 0;
    const extended = this.#extended + step;
    if (step > 0) {
      this.#last = timestamp;
      this.#extended = extended;
    }
    return extended;
  }
}
