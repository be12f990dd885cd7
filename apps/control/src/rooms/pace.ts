import { Fault, type ParticipantId } from '@rostrum/protocol';

/** How often one person may do a thing: so many times in any window of `withinMs`. */
export class Pace {
  readonly #times: number;
  readonly #withinMs: number;
  readonly #now: () => number;
  /** When each did it, oldest first; who did it last comes last. */
  readonly #done = new Map<ParticipantId, number[]>();

  /** @param now a monotonic clock, milliseconds */
  constructor({ times, withinMs, now }: { times: number; withinMs: number; now: () => number }) {
    this.#times = times;
    this.#withinMs = withinMs;
    this.#now = now;
  }

  /** @throws Fault TOO_FAST */
  assertMay(id: ParticipantId): void {
    const now = this.#now();
    this.#forget(now);
    const recent = (this.#done.get(id) ?? []).filter((at) => now - at < this.#withinMs);
    if (recent.length >= this.#times) throw new Fault('TOO_FAST');
    this.#done.delete(id);
    this.#done.set(id, [...recent, now]);
  }

  #forget(now: number): void {
    for (const [id, times] of this.#done) {
      if (now - (times.at(-1) ?? 0) < this.#withinMs) return;
      this.#done.delete(id);
    }
  }
}
