import { Backoff, type Clock, type Timer } from '@rostrum/lifecycle';
import { Fault, toFault } from '@rostrum/protocol';
import type { ProgrammeStorage } from './programme-storage.ts';

interface Task {
  readonly key: string;
  /** Asked when its turn comes, so that a page written several times has the newest state. */
  readonly content: () => Uint8Array;
  readonly kept?: () => void;
}

export interface KeeperOptions {
  readonly storage: ProgrammeStorage;
  readonly clock: Clock;
  /** A write failed and is tried again after `retryMs`. */
  readonly onFailure: (fault: Fault, about: { key: string; retryMs: number; waiting: number }) => void;
}

/**
 * Writes a programme to storage, one thing after the other in the order they came, each until it is done: what comes
 * later in storage says that what came before is there. A storage that fails only delays this; it never stops the live
 * programme.
 */
export class Keeper {
  readonly #options: KeeperOptions;
  readonly #tasks: Task[] = [];
  readonly #backoff = new Backoff({ firstMs: 500, maxMs: 10_000 });
  #waiters: Array<() => void> = [];
  #isRunning = false;
  #retry: { readonly timer: Timer; readonly go: () => void } | undefined;
  #isClosed = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Things that are not in storage yet. */
  get waiting(): number {
    return this.#tasks.length;
  }

  keep(task: Task): void {
    this.#tasks.push(task);
    if (!this.#isRunning) void this.#run();
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
    this.#retry?.timer.cancel();
    this.#retry?.go();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (!this.#isClosed) {
      const task = this.#tasks[0];
      if (!task) break;
      try {
        await this.#options.storage.put(task.key, task.content());
      } catch (error) {
        await this.#waitAfter(error, task.key);
        continue;
      }
      this.#tasks.shift();
      this.#backoff.reset();
      task.kept?.();
    }
    this.#isRunning = false;
    if (this.#tasks.length > 0) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  async #waitAfter(error: unknown, key: string): Promise<void> {
    const { clock, onFailure } = this.#options;
    const retryMs = this.#backoff.next(clock.monotonic());
    onFailure(toFault(error), { key, retryMs: Math.round(retryMs), waiting: this.#tasks.length });
    if (this.#isClosed) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#retry = { timer: clock.after(retryMs, resolve), go: resolve };
    await promise;
    this.#retry = undefined;
  }
}
