/** A camera sends many pictures a second: one that is older than this is not what happens now. */
const stillAfterMs = 4000;

/** Whether a person's picture has stopped, by the frames that were shown, read about once a second. */
export class StillWatch {
  #frames = -1;
  #movedAtMs = Number.NEGATIVE_INFINITY;

  /** @param isSeen false: nothing is drawn at present, and nobody is misled */
  read({ nowMs, frames, isSeen }: { nowMs: number; frames: number; isSeen: boolean }): boolean {
    // Before the first frame there is no picture that could be taken for the present.
    if (frames !== this.#frames || !isSeen || frames === 0) this.#movedAtMs = nowMs;
    this.#frames = frames;
    return nowMs - this.#movedAtMs >= stillAfterMs;
  }
}
