import type { ParticipantId } from '@rostrum/protocol';

/** A cough, or one word, is shorter. */
const dominantForMs = 1000;
/** Who has become the speaker stays it for so long, whatever the others say. */
const holdMs = 2000;

/**
 * The speaker as a stage should show it, out of who dominates from moment to moment. Somebody becomes the speaker after a
 * second in which nobody else was louder, and stays it for two; a silence as long makes nobody the speaker. Times are of a monotonic clock, in
 * milliseconds, and do not go back.
 */
export class SteadySpeaker {
  #speaker: ParticipantId | null = null;
  #speakerSinceMs = Number.NEGATIVE_INFINITY;
  #dominant: ParticipantId | null = null;
  #dominantSinceMs = Number.NEGATIVE_INFINITY;
  /** Who was dominant before the silence that is now. */
  #paused: { readonly id: ParticipantId; readonly sinceMs: number } | undefined;

  /** From now on this person is the loudest, or nobody. */
  hear(dominant: ParticipantId | null, atMs: number): void {
    this.at(atMs); // What fell due before.
    if (dominant === this.#dominant) return;
    const isPause = dominant === null && this.#dominant !== null;
    // A breath between two words interrupts nothing.
    const goesOn = dominant !== null && this.#paused?.id === dominant && atMs - this.#dominantSinceMs < dominantForMs;
    const sinceMs = goesOn && this.#paused ? this.#paused.sinceMs : atMs;
    this.#paused = isPause && this.#dominant ? { id: this.#dominant, sinceMs: this.#dominantSinceMs } : undefined;
    this.#dominant = dominant;
    this.#dominantSinceMs = sinceMs;
  }

  /** Who speaks. */
  at(nowMs: number): ParticipantId | null {
    const dueMs = this.dueMs;
    if (dueMs !== null && nowMs >= dueMs) {
      this.#speaker = this.#dominant;
      this.#speakerSinceMs = dueMs;
    }
    return this.#speaker;
  }

  /** Who will be the speaker next if nothing changes; null when nobody. */
  get likely(): ParticipantId | null {
    return this.#dominant === this.#speaker ? null : this.#dominant;
  }

  /** When `at` will answer somebody else if nothing changes; null: never. */
  get dueMs(): number | null {
    if (this.#dominant === this.#speaker) return null;
    // After silence nobody is taken off the big place.
    const heldUntilMs = this.#speaker === null ? Number.NEGATIVE_INFINITY : this.#speakerSinceMs + holdMs;
    return Math.max(this.#dominantSinceMs + dominantForMs, heldUntilMs);
  }

  /** This person is gone, at once. */
  forget(id: ParticipantId, atMs: number): void {
    if (this.#dominant === id) this.hear(null, atMs);
    if (this.#speaker === id) this.#speaker = null;
  }
}
