import { readFile } from 'node:fs/promises';
import { probe } from '@rostrum/ffmpeg';
import type { FolderStorage } from '@rostrum/storage';
import { run } from '../../support/media/command.ts';
import type { RecorderStack } from '../../support/recorder-stack.ts';

/** Looks at every file as soon as it can be seen, as somebody does who downloads it in this moment. */
export class VisibleFiles {
  readonly #stack: RecorderStack;
  readonly #storage: FolderStorage;
  readonly #seconds: number;
  /** By key, each version that was looked at. */
  readonly #seen = new Set<string>();
  readonly #halves: string[] = [];
  #isClosed = false;
  #running: Promise<void>;

  /** @param seconds how long a whole recording is */
  constructor(stack: RecorderStack, seconds: number) {
    this.#stack = stack;
    this.#storage = stack.storage;
    this.#seconds = seconds;
    this.#running = this.#watch();
  }

  /** Versions that were looked at, and what was wrong with some. */
  get found(): { readonly looked: number; readonly halves: readonly string[] } {
    return { looked: this.#seen.size, halves: this.#halves };
  }

  /** Looks at all once more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
    await this.#look();
  }

  async #watch(): Promise<void> {
    while (!this.#isClosed) {
      await this.#look();
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #look(): Promise<void> {
    for (const key of await this.#storage.list('recordings')) {
      const { sizeBytes, modifiedAtMs } = await this.#storage.stat(key);
      const version = `${key} ${sizeBytes} ${modifiedAtMs}`;
      if (this.#seen.has(version)) continue;
      this.#seen.add(version);
      await this.#assertWhole(key).catch((error: unknown) => this.#halves.push(`${key}: ${error}`));
    }
  }

  async #assertWhole(key: string): Promise<void> {
    const path = this.#stack.pathOf(key);
    if (key.endsWith('.json')) {
      JSON.parse(await readFile(path, 'utf8'));
      return;
    }
    if (key.endsWith('.vtt')) {
      if (!/^WEBVTT\n[\s\S]*\d\n$/.test(await readFile(path, 'utf8'))) throw new Error('no whole WebVTT');
      return;
    }
    // Every packet of it can be read.
    await run({ command: 'ffmpeg', args: ['-v', 'error', '-xerror', '-i', path, '-c', 'copy', '-f', 'null', '-'] });
    const { durationSeconds } = await probe(path);
    const isWhole = /programme\.mp4$|\.m4a$/.test(key);
    if (isWhole && Math.abs(durationSeconds - this.#seconds) > 0.2) throw new Error(`${durationSeconds} s`);
  }
}
