import type { Clock, Timer } from '@rostrum/lifecycle';
import { type ParticipantId, resumeWithinMs } from '@rostrum/protocol';

/** What a promoted viewer may need more than anybody's place is kept for: a page that loads again, a phone that was put away. */
const grantGraceMs = 30_000;
/** A promoted viewer who stays away this long is a viewer again. */
export const grantLastsMs = resumeWithinMs + grantGraceMs;

export interface AbsencesOptions {
  readonly clock: Clock;
  /** Runs a task in the room's queue. */
  readonly enqueue: (task: () => Promise<void>) => void;
  readonly isHere: (id: ParticipantId) => boolean;
  /** Away for as long as a place is kept. */
  readonly onPlaceLost: (id: ParticipantId) => Promise<void>;
  /** Away for as long as a grant lasts. */
  readonly onGrantLost: (id: ParticipantId) => void;
}

/** Who is away, and what they lose when they stay away. */
export class Absences {
  readonly #options: AbsencesOptions;
  readonly #timers = new Map<ParticipantId, Timer>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  /** Their socket is gone, or was before this process opened the room. */
  begin(id: ParticipantId): void {
    const { onPlaceLost, onGrantLost } = this.#options;
    this.#after(id, resumeWithinMs, async () => {
      await onPlaceLost(id);
      this.#after(id, grantGraceMs, async () => onGrantLost(id));
    });
  }

  /** They are back. */
  end(id: ParticipantId): void {
    this.#timers.get(id)?.cancel();
    this.#timers.delete(id);
  }

  /** Stops the timers. */
  close(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #after(id: ParticipantId, waitMs: number, task: () => Promise<void>): void {
    const { clock, enqueue, isHere } = this.#options;
    this.end(id);
    const timer = clock.after(waitMs, () => {
      this.#timers.delete(id);
      enqueue(async () => {
        if (!isHere(id)) await task();
      });
    });
    this.#timers.set(id, timer);
  }
}
