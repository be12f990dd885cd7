import type { Clock, Timer } from '@rostrum/lifecycle';
import { Fault, toFault } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';

export interface KeeperOptions {
  /** For the log. */
  readonly what: string;
  /** Writes all that is to be kept now. @throws Fault LEASE_LOST, or REDIS_UNAVAILABLE when it is to be tried again */
  readonly write: () => Promise<void>;
  /** A newer owner writes now. */
  readonly onLost: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** Nobody waits longer than this for Redis: the stage goes on without it. */
const patienceMs = 1000;
const retryAfterMs = 500;

interface Waiter {
  readonly change: number;
  readonly done: PromiseWithResolvers<boolean>;
}

/**
 * Keeps a room's state in Redis, one write at a time, and always the newest. An action is answered when it is kept, so
 * that what somebody was told has happened outlives this process. While Redis is away nothing could outlive it, and
 * nobody could take over: actions are answered at once, and all is written when Redis is back.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #waiters = new Set<Waiter>();
  #changes = 0;
  #kept = 0;
  #isWriting = false;
  #isAway = false;
  #isClosed = false;
  #hasEnded = false;
  #retry: Timer | undefined;
  #patience: Timer | undefined;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Something has changed. */
  touch(): void {
    this.#changes += 1;
    if (!this.#retry) void this.#write();
  }

  /** All changes until now are kept, or Redis is away. @returns whether they are kept @throws Fault LEASE_LOST */
  kept(): Promise<boolean> {
    if (this.#kept >= this.#changes) return Promise.resolve(true);
    if (this.#isAway) return Promise.resolve(false);
    if (this.#hasEnded) return Promise.reject(new Fault('LEASE_LOST'));
    const waiter = { change: this.#changes, done: Promise.withResolvers<boolean>() };
    this.#waiters.add(waiter);
    if (!this.#patience) this.#bePatient();
    return waiter.done.promise;
  }

  /** Stops the timers. A write that runs is not interrupted. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    this.#retry = undefined;
    this.#patience?.cancel();
    if (this.#isAway) void this.#write(); // The last chance.
  }

  #bePatient(): void {
    this.#patience?.cancel();
    this.#patience = this.#options.clock.after(patienceMs, () => this.#goOnWithout('no answer in time'));
  }

  async #write(): Promise<void> {
    if (this.#isWriting || this.#hasEnded) return;
    this.#isWriting = true;
    try {
      while (this.#kept < this.#changes) {
        const change = this.#changes;
        await this.#options.write();
        this.#kept = change;
        this.#isAway = false;
        this.#settle();
        if (this.#waiters.size > 0 && !this.#isClosed) this.#bePatient();
      }
    } catch (error) {
      this.#failed(toFault(error));
    } finally {
      this.#isWriting = false;
    }
  }

  #failed(fault: Fault): void {
    if (fault.code === 'LEASE_LOST') {
      this.#hasEnded = true;
      for (const { done } of this.#waiters) done.reject(fault);
      this.#waiters.clear();
      this.#patience?.cancel();
      this.#options.onLost();
      return;
    }
    this.#goOnWithout(fault.code);
    if (this.#isClosed) return;
    this.#retry ??= this.#options.clock.after(retryAfterMs, () => {
      this.#retry = undefined;
      void this.#write();
    });
  }

  #goOnWithout(reason: string): void {
    const { log, what } = this.#options;
    if (!this.#isAway) log.warn({ what, reason }, 'not kept yet');
    this.#isAway = true;
    this.#settle();
  }

  /** Answers whoever need not wait any more. */
  #settle(): void {
    for (const waiter of this.#waiters) {
      if (waiter.change > this.#kept && !this.#isAway) continue;
      this.#waiters.delete(waiter);
      waiter.done.resolve(waiter.change <= this.#kept);
    }
    if (this.#waiters.size > 0) return;
    this.#patience?.cancel();
    this.#patience = undefined;
  }
}
