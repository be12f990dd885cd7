import type { CodedFrame } from '../rtp/depacketizer.ts';
import type { MediaClock } from './media-clock.ts';

/** An SFU's first report comes after about 0.4 s. A stream without any goes by arrival, as it does when it is seen live. */
const maxHeldSeconds = 0.9;

interface Held {
  readonly frame: CodedFrame;
  /** By arrival. */
  readonly mediaSeconds: number;
  readonly arrivedSeconds: number;
}

/**
 * Holds what comes before a stream's first sender report, which could only be placed by its arrival: tens of milliseconds
 * late, and each stream of a person by another amount. What is kept has the time to wait, and is placed by the report.
 */
export class FirstFrames {
  readonly #clock: MediaClock;
  readonly #onFrame: (frame: CodedFrame, mediaSeconds: number) => void;
  #held: Held[] | undefined = [];

  constructor(clock: MediaClock, onFrame: (frame: CodedFrame, mediaSeconds: number) => void) {
    this.#clock = clock;
    this.#onFrame = onFrame;
  }

  push(held: Held): void {
    if (!this.#held) {
      this.#onFrame(held.frame, held.mediaSeconds);
      return;
    }
    this.#held.push(held);
    const [first] = this.#held;
    const isLong = first !== undefined && held.arrivedSeconds - first.arrivedSeconds > maxHeldSeconds;
    if (this.#clock.hasReport || isLong) this.release();
  }

  /** There is a report, or there will be none: everything that waits has its place now. */
  release(): void {
    const held = this.#held ?? [];
    if (held.length === 0) return;
    this.#held = undefined;
    // Twice: only when all have been looked at is it known which was the quickest.
    for (const { frame, arrivedSeconds } of held) this.#clock.mediaSeconds(frame.timestamp, arrivedSeconds);
    for (const { frame, arrivedSeconds, mediaSeconds } of held) {
      const seconds = this.#clock.hasReport ? this.#clock.mediaSeconds(frame.timestamp, arrivedSeconds) : mediaSeconds;
      this.#onFrame(frame, seconds);
    }
  }
}
