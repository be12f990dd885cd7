/** A token bucket: `perSecond` on average, and twice that in a burst. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, nowMs: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = nowMs;
    this.#tokens = perSecond * 2;
    this.#at = nowMs();
  }

  /** False when the limit is exceeded. */
  take(): boolean {
    const now = this.#now();
    this.#tokens = Math.min(this.#perSecond * 2, this.#tokens + ((now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
