import { type TrackFrame, writeTrackChunk } from '@rostrum/engine';
import type { Log } from '@rostrum/service';

export interface TrackKeeperOptions {
  /** Brings an object to storage; tries until it is there. */
  readonly put: (index: number, bytes: Buffer) => Promise<void>;
  readonly log: Log;
  /** Default 2000: what a mixer that dies takes with it. */
  readonly chunkMs?: number;
  /** Default 64 MiB. */
  readonly maxWaitingBytes?: number;
}

/** Seconds of everybody's frames on their way to storage, one object at a time and in order. */
export class TrackKeeper {
  readonly #options: Required<TrackKeeperOptions>;
  #frames: TrackFrame[] = [];
  #sinceMs = 0;
  #index = 0;
  readonly #waiting: { readonly index: number; readonly bytes: Buffer }[] = [];
  #waitingBytes = 0;
  #sending: Promise<void> | undefined;
  #dropped = 0;

  constructor(options: TrackKeeperOptions) {
    this.#options = { chunkMs: 2000, maxWaitingBytes: 64 << 20, ...options };
  }

  push(frame: TrackFrame): void {
    if (this.#frames.length === 0) this.#sinceMs = performance.now();
    this.#frames.push(frame);
    if (performance.now() - this.#sinceMs >= this.#options.chunkMs) this.cut();
  }

  /** What has come so far is on its way now. */
  cut(): void {
    if (this.#frames.length === 0) return;
    const bytes = writeTrackChunk(this.#frames);
    this.#frames = [];
    this.#waiting.push({ index: this.#index, bytes });
    this.#index += 1;
    this.#waitingBytes += bytes.length;
    this.#limit();
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
  }

  /** All that came is in storage. */
  async end(): Promise<void> {
    this.cut();
    await this.#sending;
  }

  async #send(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await this.#options.put(next.index, next.bytes);
      } catch (err) {
        this.#options.log.error({ index: next.index, err }, 'tracks not kept');
      }
      if (this.#waiting[0] !== next) continue; // Let go of while it was on its way.
      this.#waiting.shift();
      this.#waitingBytes -= next.bytes.length;
    }
  }

  /** Storage has been away for long: the oldest seconds become a gap, rather than the memory an end. */
  #limit(): void {
    const { maxWaitingBytes, log } = this.#options;
    const before = this.#dropped;
    while (this.#waitingBytes > maxWaitingBytes && this.#waiting.length > 1) {
      this.#waitingBytes -= this.#waiting.shift()?.bytes.length ?? 0;
      this.#dropped += 1;
    }
    if (this.#dropped > before)
      log.error({ dropped: this.#dropped }, 'tracks have a gap: storage is away for too long');
  }
}
