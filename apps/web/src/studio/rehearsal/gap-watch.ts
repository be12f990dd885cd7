/** How many frames each picture has shown, by whose and what it is: the same for its next track. */
export type FrameCounts = ReadonlyMap<string, number>;

/** So long is watched at least: what is lost, is lost in this time. */
const leastMs = 2000;
/** A picture that had a frame so short ago moves. */
const freshMs = 400;

interface Picture {
  readonly count: number;
  readonly movedAtMs: number;
  readonly gapMs: number;
}

/** The longest time in which one of the pictures that a page shows has not moved. Read again and again, about every 50 ms. */
export class GapWatch {
  readonly #beganAtMs: number;
  readonly #pictures: Map<string, Picture>;
  #nowMs: number;

  constructor(nowMs: number, counts: FrameCounts) {
    this.#beganAtMs = nowMs;
    this.#nowMs = nowMs;
    this.#pictures = new Map(
      Array.from(counts, ([key, count]) => [key, { count, movedAtMs: nowMs, gapMs: 0 }] as const),
    );
  }

  /** Whose picture has gone for good (their camera is off) is not waited for. */
  read(nowMs: number, counts: FrameCounts): void {
    this.#nowMs = nowMs;
    for (const [key, { count, movedAtMs, gapMs }] of this.#pictures) {
      const now = counts.get(key);
      // A new track begins to count anew.
      if (now === undefined || now === count || now === 0) continue;
      const longest = Math.max(gapMs, nowMs - movedAtMs);
      this.#pictures.set(key, { count: now, movedAtMs: nowMs, gapMs: longest });
    }
  }

  /** All pictures move again, and have for long enough. */
  get isOver(): boolean {
    if (this.#nowMs - this.#beganAtMs < leastMs) return false;
    return [...this.#pictures.values()].every(({ movedAtMs }) => this.#nowMs - movedAtMs < freshMs);
  }

  /** Null: there was no picture. */
  get gapMs(): number | null {
    if (this.#pictures.size === 0) return null;
    return Math.round(Math.max(...Array.from(this.#pictures.values(), ({ gapMs }) => gapMs)));
  }
}
