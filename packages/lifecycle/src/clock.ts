export interface Timer {
  cancel(): void;
}

/** Time as something that is handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number;
  /** Monotonic clock, milliseconds since an arbitrary start. */
  monotonic(): number;
  after(delayMs: number, run: () => void): Timer;
  every(intervalMs: number, run: () => void): Timer;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every(intervalMs, run) {
    const timer = setInterval(run, intervalMs);
    return { cancel: () => clearInterval(timer) };
  },
};

interface Entry {
  at: number;
  run: () => void;
  everyMs?: number;
}

/** A clock that moves only when told to. `timers` counts what is still waiting, for close tests. */
export class FakeClock implements Clock {
  #now: number;
  readonly #entries = new Set<Entry>();

  constructor(nowMs = 1_700_000_000_000) {
    this.#now = nowMs;
  }

  get timers(): number {
    return this.#entries.size;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  after(delayMs: number, run: () => void): Timer {
    return this.#add({ at: this.#now + delayMs, run });
  }

  every(intervalMs: number, run: () => void): Timer {
    return this.#add({ at: this.#now + intervalMs, run, everyMs: intervalMs });
  }

  /** Moves time on and runs what falls due, in order of time. */
  advance(byMs: number): void {
    const end = this.#now + byMs;
    for (;;) {
      const next = [...this.#entries].filter((entry) => entry.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#now = next.at;
      if (next.everyMs === undefined) this.#entries.delete(next);
      else next.at += next.everyMs;
      next.run();
    }
    this.#now = end;
  }

  #add(entry: Entry): Timer {
    this.#entries.add(entry);
    return { cancel: () => this.#entries.delete(entry) };
  }
}
