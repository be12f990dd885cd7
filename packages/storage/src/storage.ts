import type { Readable } from 'node:stream';

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface StoredFacts {
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** A write that was not finished after this long never will be: its process died. */
export const abandonedAfterMs = 24 * 3600 * 1000;

/**
 * Where segments, recordings and pictures are kept. A key is `a/b/c` (see `assertKey`); a prefix is the key of a folder,
 * or empty for everything. What is put is there whole or not at all, and replaces what was there before.
 *
 * Every method throws Fault NOT_FOUND for a key that is not one, and STORAGE_UNAVAILABLE when the disk or the
 * service behind fails.
 */
export interface Storage {
  put(key: string, content: Uint8Array): Promise<void>;
  /** Takes a local file in; it is gone from `path` afterwards. */
  putFile(key: string, path: string): Promise<void>;
  /** @throws Fault NOT_FOUND, or RANGE_NOT_SATISFIABLE when the range begins past the end */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** @throws Fault NOT_FOUND */
  readWhole(key: string): Promise<Buffer>;
  /** @throws Fault NOT_FOUND */
  stat(key: string): Promise<StoredFacts>;
  /** The keys in the folder and those below it, sorted; none when there is no such folder. */
  list(prefix: string): Promise<string[]>;
  /** Bytes of all that is in the folder and below it. */
  sizeOf(prefix: string): Promise<number>;
  /** A key that is absent is fine. */
  delete(key: string): Promise<void>;
  /** Everything in the folder and below it; a folder that is absent is fine. */
  deleteAll(prefix: string): Promise<void>;
  /** Removes what was begun a day ago and never finished. */
  clearAbandoned(): Promise<void>;
}
