import { statfs } from 'node:fs/promises';
import type { Clock, Timer } from '@rostrum/lifecycle';
import type { Storage } from './storage.ts';

export interface StorageCondition {
  /** Whether something could be put into the storage just now. */
  readonly isWritable: boolean;
  /** Of the data folder's disk; undefined when it cannot be asked. */
  readonly freeBytes: number | undefined;
  readonly isLow: boolean;
}

export interface StorageWatchOptions {
  readonly storage: Pick<Storage, 'put'>;
  /** On the disk that is watched. */
  readonly folder: string;
  /** Less free space than this is low. */
  readonly lowBytes: number;
  readonly clock: Clock;
  /** It is writable or low now and was not before, or the other way round. */
  readonly onChange: (condition: StorageCondition) => void;
}

const lookEveryMs = 15_000;
/** A storage that takes longer for a file of nothing is not well. */
const probeMs = 5000;

/** Looks whether the storage takes what is given to it and whether there is space left, so that a person hears of it in time. */
export class StorageWatch {
  readonly #options: StorageWatchOptions;
  readonly #timer: Timer;
  #condition: StorageCondition = { isWritable: true, freeBytes: undefined, isLow: false };

  private constructor(options: StorageWatchOptions) {
    this.#options = options;
    this.#timer = options.clock.every(lookEveryMs, () => void this.look());
  }

  /** Looks once before it is there. */
  static async open(options: StorageWatchOptions): Promise<StorageWatch> {
    const watch = new StorageWatch(options);
    await watch.look();
    return watch;
  }

  get condition(): StorageCondition {
    return this.#condition;
  }

  async look(): Promise<StorageCondition> {
    const { folder, lowBytes, onChange } = this.#options;
    const [isWritable, freeBytes] = await Promise.all([this.#isWritable(), freeBytesOf(folder)]);
    const isLow = freeBytes !== undefined && freeBytes < lowBytes;
    const before = this.#condition;
    this.#condition = { isWritable, freeBytes, isLow };
    if (before.isWritable !== isWritable || before.isLow !== isLow) onChange(this.#condition);
    return this.#condition;
  }

  close(): void {
    this.#timer.cancel();
  }

  #isWritable(): Promise<boolean> {
    const { storage, clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = clock.after(probeMs, () => resolve(false));
    // A byte: a full disk still takes an empty file.
    storage.put('health/probe', new Uint8Array(1)).then(
      () => resolve(true),
      () => resolve(false), // That it is false is the answer.
    );
    return promise.finally(() => timer.cancel());
  }
}

async function freeBytesOf(folder: string): Promise<number | undefined> {
  const facts = await statfs(folder).catch(() => undefined); // It may not be there yet.
  return facts && facts.bavail * facts.bsize;
}
