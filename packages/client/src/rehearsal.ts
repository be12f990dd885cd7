import type { Drill } from '@rostrum/protocol';
import type { Signaling } from './signaling.ts';

/** A host's drills, and what a page tells of them. The room's state says how one goes on. */
export class Rehearsal {
  readonly #signaling: Signaling;

  constructor(signaling: Signaling) {
    this.#signaling = signaling;
  }

  /** Loses something on purpose, for this webinar alone. @throws Fault DRILL_RUNNING, WEBINAR_ALREADY_LIVE, … */
  async begin(drill: Drill): Promise<void> {
    await this.#signaling.request('rehearse', { drill });
  }

  /** How long no picture moved; null when none was shown. Never fails: without it the room goes by what it has seen. */
  async tellGap(gapMs: number | null): Promise<void> {
    await this.#signaling.request('tellGap', { gapMs }).catch(() => undefined);
  }
}
