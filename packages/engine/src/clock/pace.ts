import type { Observation } from '../output/governor.ts';
import type { MixClock } from './mix-clock.ts';

const observeEveryMs = 1000;
/** What was due before the beginning is made good within this; what is late then, is late. */
const headStartMs = 2000;

/** When each frame is due, and how well that is kept. */
export class Pace {
  readonly #clock: MixClock;
  readonly #frameMs: number;
  #startMs = 0;
  #sinceMs = 0;
  #waitedMs = 0;
  #maxLateMs = 0;
  /** While what was due before the beginning is made good, nothing is said about how it goes. */
  #isBeginning = false;

  constructor(frameRate: number, clock: MixClock) {
    this.#frameMs = 1000 / frameRate;
    this.#clock = clock;
  }

  /** @param fromMs when frame 0 is due: now, or a moment ago */
  start(fromMs: number): void {
    this.#startMs = fromMs;
    this.#sinceMs = this.#clock.now();
    this.#isBeginning = fromMs < this.#sinceMs;
  }

  /** Milliseconds since 1970. */
  get startMs(): number {
    return this.#startMs;
  }

  dueMs(frame: number): number {
    return this.#startMs + frame * this.#frameMs;
  }

  /** Waits until the frame is due. @returns by how much that has passed, milliseconds */
  async until(frame: number): Promise<number> {
    const before = this.#clock.now();
    const earlyMs = this.dueMs(frame) - before;
    if (this.#isBeginning && (earlyMs > 0 || before - this.#sinceMs > headStartMs)) {
      this.#isBeginning = false;
      this.#sinceMs = before;
    }
    if (earlyMs > 0) {
      await this.#clock.wait(earlyMs);
      this.#waitedMs += this.#clock.now() - before;
    }
    const lateMs = this.#clock.now() - this.dueMs(frame);
    if (!this.#isBeginning) this.#maxLateMs = Math.max(this.#maxLateMs, lateMs);
    return lateMs;
  }

  /** How it went, once a second; undefined in between. */
  observe(): Observation | undefined {
    const atMs = this.#clock.now();
    const elapsedMs = atMs - this.#sinceMs;
    if (this.#isBeginning || elapsedMs < observeEveryMs) return undefined;
    const busyShare = Math.max(0, 1 - this.#waitedMs / elapsedMs);
    const observation = { atMs: atMs - this.#startMs, maxLateMs: this.#maxLateMs, busyShare };
    this.#sinceMs = atMs;
    this.#waitedMs = 0;
    this.#maxLateMs = 0;
    return observation;
  }
}
