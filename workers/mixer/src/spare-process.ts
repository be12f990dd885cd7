import { Backoff, type Clock, type Timer } from '@rostrum/lifecycle';

/** A process, as far as keeping it ready is concerned. */
interface Startable {
  readonly ended: Promise<unknown>;
  close(): Promise<unknown>;
}

export interface SpareProcessOptions<Process extends Startable> {
  readonly start: () => Process;
  readonly clock: Clock;
}

/** Starting one costs half a second of a core, which the programme that was just given its process needs more. */
const refillAfterMs = 3000;

/**
 * One process that has started and waits: loading the codecs takes half a second, which neither a host who goes live nor
 * viewers whose mixer died should wait for.
 */
export class SpareProcess<Process extends Startable> {
  readonly #options: SpareProcessOptions<Process>;
  readonly #waits = new Backoff({ firstMs: 500, maxMs: 30_000 });
  #child: Process | undefined;
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(options: SpareProcessOptions<Process>) {
    this.#options = options;
    this.#fill();
  }

  /** The waiting one, or a new one when there is none. */
  take(): Process {
    const child = this.#child ?? this.#options.start();
    this.#child = undefined;
    this.#fillAfter(refillAfterMs);
    return child;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#child?.close();
  }

  #fillAfter(waitMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(waitMs, () => this.#fill());
  }

  #fill(): void {
    if (this.#isClosed || this.#child) return;
    const child = this.#options.start();
    this.#child = child;
    void child.ended.then(() => {
      if (this.#child !== child) return; // It was taken, and had its own life.
      this.#child = undefined;
      if (!this.#isClosed) this.#fillAfter(this.#waits.next());
    });
  }
}
