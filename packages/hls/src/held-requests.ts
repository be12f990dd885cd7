import type { Clock, Timer } from '@rostrum/lifecycle';

/** How a held request ended: what it waited for came · its deadline passed · its client left · we are shutting down. */
export type HeldStatus = 'met' | 'late' | 'aborted' | 'closed';

export interface Hold {
  /** Looked at now and after each change. */
  isMet(): boolean;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

/** Requests that wait for a change. Each has a deadline and an abort signal, and ends with a status; none is forgotten. */
export class HeldRequests {
  readonly #held = new Set<{ readonly isMet: () => boolean; readonly end: (status: HeldStatus) => void }>();
  readonly #clock: Clock;
  #isClosed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#held.size;
  }

  hold({ isMet, deadlineMs, signal }: Hold): Promise<HeldStatus> {
    if (isMet()) return Promise.resolve('met');
    if (this.#isClosed) return Promise.resolve('closed');
    if (signal.aborted) return Promise.resolve('aborted');
    const { promise, resolve } = Promise.withResolvers<HeldStatus>();
    const end = (status: HeldStatus) => {
      this.#held.delete(held);
      timer.cancel();
      signal.removeEventListener('abort', onAbort);
      resolve(status);
    };
    const onAbort = () => end('aborted');
    const held = { isMet, end };
    const timer: Timer = this.#clock.after(deadlineMs, () => end('late'));
    signal.addEventListener('abort', onAbort, { once: true });
    this.#held.add(held);
    return promise;
  }

  /** Something changed: whatever it satisfies is answered. */
  changed(): void {
    for (const held of this.#held) if (held.isMet()) held.end('met');
  }

  close(): void {
    this.#isClosed = true;
    for (const held of this.#held) held.end('closed');
  }
}
