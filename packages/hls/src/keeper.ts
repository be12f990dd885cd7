import { Backoff, type Clock, type Timer } from '@rostrum/lifecycle';
import { Fault, toFault } from '@rostrum/protocol';
import type { ProgrammeStorage } from './programme-storage.ts';

export interface KeepTask {
  readonly key: string;
  /** Tasks of one lane are done in their order, several lanes at once. One without a lane is alone, in its place. */
  readonly lane?: string;
  /** Asked when its turn comes, so that a page written several times has the newest state. */
  readonly content: () => Uint8Array;
  readonly kept?: () => void;
  /** What it holds in memory until then; with `lost`, which is called when there is no more room for it. */
  readonly sizeBytes?: number;
  readonly lost?: () => void;
}

/** What waits for storage in all programmes of a process, and the most that may. */
export interface Backlog {
  bytes: number;
  readonly maxBytes: number;
}

export interface KeeperOptions {
  readonly storage: ProgrammeStorage;
  readonly clock: Clock;
  readonly backlog: Backlog;
  /** A write failed and is tried again after `retryMs`. */
  readonly onFailure: (fault: Fault, about: { key: string; retryMs: number; waiting: number }) => void;
}

/** A storage that answers slowly must not fall behind: a rendition's segment and its page are two writes in two seconds. */
const atOnce = 8;

/**
 * Writes a programme to storage: each rendition in the order in which it came, and what is of all of it in its place. What
 * comes later in storage says that what came before is there. A storage that fails only delays this; it never stops the
 * live programme. When more waits than memory has room for, the oldest media are given up.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #tasks: KeepTask[] = [];
  readonly #running = new Set<KeepTask>();
  readonly #backoff = new Backoff({ firstMs: 500, maxMs: 10_000 });
  #waiters: Array<() => void> = [];
  #retry: Timer | undefined;
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Things that are not in storage yet. */
  get waiting(): number {
    return this.#tasks.length;
  }

  keep(task: KeepTask): void {
    this.#tasks.push(task);
    this.#options.backlog.bytes += task.sizeBytes ?? 0;
    this.#start();
    this.#limit();
  }

  /** When everything is in storage. @throws Fault STORAGE_UNAVAILABLE after `deadlineMs`; the writing goes on */
  settled(deadlineMs: number): Promise<void> {
    if (this.#tasks.length === 0) return Promise.resolve();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(deadlineMs, () => {
      reject(new Fault('STORAGE_UNAVAILABLE', { detail: `${this.#tasks.length} writes are left` }));
    });
    this.#waiters.push(() => {
      timer.cancel();
      resolve();
    });
    return promise;
  }

  /** No more is tried. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
    for (const task of [...this.#tasks]) this.#remove(task);
  }

  /** Begins all that may be done now. */
  #start(): void {
    if (this.#isClosed || this.#retry) return;
    this.#leaveOut();
    const lanes = new Set<string>();
    for (const [place, task] of [...this.#tasks].entries()) {
      if (this.#running.size >= atOnce) return;
      if (task.lane === undefined && place > 0) return;
      if (task.lane === undefined || !lanes.has(task.lane)) {
        if (!this.#running.has(task)) void this.#run(task);
        if (task.lane === undefined) return;
        lanes.add(task.lane);
      }
    }
  }

  async #run(task: KeepTask): Promise<void> {
    this.#running.add(task);
    try {
      await this.#options.storage.put(task.key, task.content());
    } catch (error) {
      this.#running.delete(task);
      this.#waitAfter(error, task.key);
      return;
    }
    this.#running.delete(task);
    if (this.#isClosed) return;
    this.#backoff.reset();
    this.#remove(task);
    task.kept?.();
    this.#start();
    if (this.#tasks.length > 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** The first that fails says how long all wait. */
  #waitAfter(error: unknown, key: string): void {
    if (this.#isClosed || this.#retry) return;
    const { clock, onFailure } = this.#options;
    const retryMs = this.#backoff.next(clock.monotonic());
    onFailure(toFault(error), { key, retryMs: Math.round(retryMs), waiting: this.#tasks.length });
    this.#retry = clock.after(retryMs, () => {
      this.#retry = undefined;
      this.#start();
    });
  }

  /** When it falls behind: what is to be written two more times in its lane is left out, and so is its `kept`. */
  #leaveOut(): void {
    const later = new Map<string, number>();
    for (const task of this.#tasks.toReversed()) {
      const times = later.get(task.key) ?? 0;
      if (times >= 2 && !this.#running.has(task)) this.#remove(task);
      later.set(task.key, times + 1);
    }
  }

  #remove(task: KeepTask): void {
    const place = this.#tasks.indexOf(task);
    if (place < 0) return;
    this.#tasks.splice(place, 1);
    this.#options.backlog.bytes -= task.sizeBytes ?? 0;
  }

  /** Gives up the oldest media of this programme while all programmes together hold too much. */
  #limit(): void {
    const { backlog } = this.#options;
    for (const task of [...this.#tasks]) {
      if (backlog.bytes <= backlog.maxBytes) return;
      if (!task.lost || this.#running.has(task)) continue;
      this.#remove(task);
      task.lost();
    }
  }
}
