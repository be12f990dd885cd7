import type { Timer } from '@rostrum/lifecycle';
import type { RoomCore } from './room-core.ts';

/** A live programme with nobody on the stage shows its slate for a while, and then ends by itself. */
export class EmptyStage {
  readonly #core: RoomCore;
  readonly #end: () => Promise<void>;
  #timer: Timer | undefined;

  /** @param end ends the webinar for all */
  constructor(core: RoomCore, end: () => Promise<void>) {
    this.#core = core;
    this.#end = end;
    core.onChange(() => this.look());
  }

  /** Also after the room was opened: an earlier process's waiting is not counted. */
  look(): void {
    const { clock, emptyStageMs } = this.#core.deps;
    if (!this.#isEmpty) {
      this.close();
      return;
    }
    if (emptyStageMs === 0) return;
    this.#timer ??= clock.after(emptyStageMs, () => {
      this.#timer = undefined;
      if (!this.#isEmpty) return;
      const minutes = Math.round(emptyStageMs / 60_000);
      this.#core.log.warn({ minutes }, 'nobody was on the stage: the webinar ends');
      // The host came back or ended it in the same moment.
      this.#end().catch((err: unknown) => this.#core.log.debug({ err }, 'webinar not ended'));
    });
  }

  /** Stops the timer. */
  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  get #isEmpty(): boolean {
    const { phase, members } = this.#core.record;
    return phase.name === 'live' && members.length === 0;
  }
}
