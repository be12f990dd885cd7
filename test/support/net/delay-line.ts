/** What a path does to packets. */
export interface Impairment {
  /** Each packet is this much later. Default 0. */
  readonly delayMs?: number;
  /** Up to this much later again: a new extent every 100 ms, as queues on the way grow and empty. Default 0. */
  readonly jitterMs?: number;
  /** Of the packets, 0 to 1. Default 0. */
  readonly loss?: number;
}

const newExtentEveryMs = 100;
/** Two seconds of a good video; a router's queue is no longer, either. */
const longestQueue = 2000;

/** One direction of a path: what goes in comes out in the same order, later, or not at all. */
export class DelayLine {
  impairment: Impairment = {};
  lost = 0;
  readonly #random: () => number;
  readonly #queue: { dueMs: number; deliver: () => void }[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #extent = 0;
  #extentUntilMs = 0;
  #lastDueMs = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Answers false when it is lost, by chance or because too much waits. */
  push(deliver: () => void): boolean {
    const { delayMs = 0, jitterMs = 0, loss = 0 } = this.impairment;
    const nowMs = performance.now();
    if ((loss > 0 && this.#random() < loss) || this.#queue.length >= longestQueue) {
      this.lost += 1;
      return false;
    }
    if (nowMs >= this.#extentUntilMs) {
      this.#extent = this.#random();
      this.#extentUntilMs = nowMs + newExtentEveryMs;
    }
    const dueMs = Math.max(this.#lastDueMs, nowMs + delayMs + jitterMs * this.#extent);
    this.#lastDueMs = dueMs;
    if (dueMs <= nowMs && this.#queue.length === 0) deliver();
    else {
      this.#queue.push({ dueMs, deliver });
      this.#timer ??= setTimeout(() => this.#flush(), dueMs - nowMs);
    }
    return true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #flush(): void {
    // A timer may be a millisecond early.
    const nowMs = performance.now() + 1;
    const due = this.#queue.findIndex((one) => one.dueMs > nowMs);
    for (const { deliver } of this.#queue.splice(0, due < 0 ? this.#queue.length : due)) deliver();
    const [next] = this.#queue;
    this.#timer = next && setTimeout(() => this.#flush(), next.dueMs - nowMs);
  }
}
