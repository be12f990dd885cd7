export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** After this long without a failure the next wait is the first again. Default: ten times `maxMs`. */
  readonly forgetAfterMs?: number;
}

/** How long to wait before the next try: doubles at each failure up to a bound, with ±20 % so that a crowd spreads out. */
export class Backoff {
  readonly #options: Required<BackoffOptions>;
  #failures = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(options: BackoffOptions) {
    this.#options = { forgetAfterMs: options.maxMs * 10, ...options };
  }

  /** Counts a failure and answers the wait before the next try, in milliseconds. */
  next(nowMs: number = performance.now(), random: () => number = Math.random): number {
    if (nowMs - this.#lastAt > this.#options.forgetAfterMs) this.#failures = 0;
    this.#lastAt = nowMs;
    const plain = Math.min(this.#options.maxMs, this.#options.firstMs * 2 ** this.#failures);
    this.#failures += 1;
    return plain * (0.8 + 0.4 * random());
  }

  /** Whether the next failure is the first one, or counts as that: the last is long ago. */
  isCalm(nowMs: number = performance.now()): boolean {
    return this.#failures === 0 || nowMs - this.#lastAt > this.#options.forgetAfterMs;
  }

  reset(): void {
    this.#failures = 0;
  }
}
