import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { Fault } from '@rostrum/protocol';
import { assertKey } from './key.ts';
import { abandonedAfterMs, type ByteRange, type Storage, type StoredFacts } from './storage.ts';

/** What is being written; `~` is no character of a key, so no key leads here. */
const incomingFolder = '~incoming';

const errnoOf = (error: unknown) => (error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined);
const isAbsent = (error: unknown) => errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR';

/** A folder of a local or mounted disk. Several processes may open the same one. */
export class FolderStorage implements Storage {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Makes the folder when it is not there. @throws Fault STORAGE_UNAVAILABLE */
  static async open(root: string): Promise<FolderStorage> {
    const storage = new FolderStorage(resolve(root));
    try {
      await mkdir(join(storage.#root, incomingFolder), { recursive: true });
      await storage.clearAbandoned();
    } catch (cause) {
      throw new Fault('STORAGE_UNAVAILABLE', { detail: `cannot open ${storage.#root}`, cause });
    }
    return storage;
  }

  put(key: string, content: Uint8Array): Promise<void> {
    return this.#bringIn(key, (incoming) => writeFile(incoming, content));
  }

  putFile(key: string, path: string): Promise<void> {
    return this.#bringIn(key, async (incoming) => {
      try {
        await rename(path, incoming);
      } catch (error) {
        if (errnoOf(error) !== 'EXDEV') throw error;
        // Another disk: a rename cannot cross over.
        await copyFile(path, incoming);
        await rm(path, { force: true });
      }
    });
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const path = this.#pathOf(key);
    return this.#run(key, async () => {
      const file = await open(path, 'r');
      try {
        const facts = await file.stat();
        if (!facts.isFile()) throw new Fault('NOT_FOUND', { detail: key });
        if (range && range.start >= facts.size) throw new Fault('RANGE_NOT_SATISFIABLE', { detail: key });
        return file.createReadStream(range ?? {});
      } catch (error) {
        await file.close();
        throw error;
      }
    });
  }

  async readWhole(key: string): Promise<Buffer> {
    const path = this.#pathOf(key);
    return this.#run(key, () => readFile(path));
  }

  async stat(key: string): Promise<StoredFacts> {
    const path = this.#pathOf(key);
    return this.#run(key, async () => {
      const facts = await stat(path);
      if (!facts.isFile()) throw new Fault('NOT_FOUND', { detail: key });
      return { sizeBytes: facts.size, modifiedAtMs: facts.mtimeMs };
    });
  }

  async list(prefix: string): Promise<string[]> {
    const folder = this.#pathOf(prefix, { orRoot: true });
    const found = await this.#run(prefix, async () => {
      try {
        return await readdir(folder, { recursive: true, withFileTypes: true });
      } catch (error) {
        if (isAbsent(error)) return [];
        throw error;
      }
    });
    return found
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(this.#root.length + 1))
      .filter((key) => !key.startsWith(`${incomingFolder}/`))
      .sort();
  }

  async sizeOf(prefix: string): Promise<number> {
    const sizes = (await this.list(prefix)).map(async (key) => {
      const facts = await stat(this.#pathOf(key)).catch(() => undefined); // Deleted meanwhile.
      return facts?.size ?? 0;
    });
    return (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes, 0);
  }

  async delete(key: string): Promise<void> {
    const path = this.#pathOf(key);
    await this.#run(key, () => rm(path, { force: true }));
  }

  async deleteAll(prefix: string): Promise<void> {
    const folder = this.#pathOf(prefix);
    await this.#run(prefix, () => rm(folder, { recursive: true, force: true }));
  }

  /** Writes beside and renames, which is one step for every reader. */
  async #bringIn(key: string, write: (incoming: string) => Promise<unknown>): Promise<void> {
    const path = this.#pathOf(key);
    const incoming = join(this.#root, incomingFolder, randomUUID());
    await this.#run(key, async () => {
      try {
        await write(incoming);
        await mkdir(dirname(path), { recursive: true });
        await rename(incoming, path);
      } catch (cause) {
        await rm(incoming, { force: true }).catch(() => undefined); // Cleared when abandoned; the cause is what counts.
        throw new Fault('STORAGE_UNAVAILABLE', { detail: `cannot put ${key}`, cause });
      }
    });
  }

  #pathOf(key: string, { orRoot = false } = {}): string {
    if (orRoot && key === '') return this.#root;
    assertKey(key);
    return join(this.#root, key);
  }

  async #run<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      // A folder's key is no file's key: there is nothing to read at it.
      if (isAbsent(cause) || errnoOf(cause) === 'EISDIR') throw new Fault('NOT_FOUND', { detail: what, cause });
      throw new Fault('STORAGE_UNAVAILABLE', { detail: what, cause });
    }
  }

  async clearAbandoned(): Promise<void> {
    const folder = join(this.#root, incomingFolder);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const facts = await stat(path).catch(() => undefined); // Another process has just finished it.
      if (facts && Date.now() - facts.mtimeMs > abandonedAfterMs) await rm(path, { force: true });
    }
  }
}
