import type { MixClock } from '@rostrum/engine';

/** Between two turns of the event loop, milliseconds of this clock: what waits there (collected memory) gets its turn. */
const turnEveryMs = 1000;

/** Time that passes as fast as the work is done: whoever waits turns it on. */
export class VirtualClock implements MixClock {
  #nowMs: number;
  #turnedMs: number;
  readonly #onAdvance: (nowMs: number) => void;

  /** @param onAdvance what happens until then, while somebody waits */
  constructor(startMs: number, onAdvance: (nowMs: number) => void) {
    this.#nowMs = startMs;
    this.#turnedMs = startMs;
    this.#onAdvance = onAdvance;
  }

  now(): number {
    return this.#nowMs;
  }

  async wait(ms: number): Promise<void> {
    this.#nowMs += ms;
    this.#onAdvance(this.#nowMs);
    if (this.#nowMs - this.#turnedMs < turnEveryMs) return;
    this.#turnedMs = this.#nowMs;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
