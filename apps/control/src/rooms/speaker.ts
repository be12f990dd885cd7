import type { Timer } from '@rostrum/lifecycle';
import type { ParticipantId } from '@rostrum/protocol';
import { memberOf, ownerOf, SteadySpeaker } from '@rostrum/room';
import type { RoomCore } from './room-core.ts';

/** Follows who speaks, as a stage should show it. */
export class Speaker {
  readonly #core: RoomCore;
  readonly #enqueue: (task: () => Promise<void>) => void;
  readonly #steady = new SteadySpeaker();
  #timer: Timer | undefined;

  constructor(core: RoomCore, enqueue: (task: () => Promise<void>) => void) {
    this.#core = core;
    this.#enqueue = enqueue;
    core.onChange(() => this.#forgetGone());
  }

  /** Who will probably be the speaker in a moment. */
  get likely(): ParticipantId | null {
    return this.#steady.likely;
  }

  /** This microphone is the loudest from now on; null: none is. */
  hear(producerId: string | null): void {
    const id = producerId === null ? null : (ownerOf(this.#core.record, producerId)?.id ?? null);
    this.#steady.hear(id, this.#core.deps.clock.monotonic());
    this.#look();
  }

  close(): void {
    this.#timer?.cancel();
  }

  #look(): void {
    const { clock } = this.#core.deps;
    const speaker = this.#steady.at(clock.monotonic());
    this.#timer?.cancel();
    const { dueMs } = this.#steady;
    this.#timer = dueMs === null ? undefined : clock.after(Math.max(0, dueMs - clock.monotonic()), () => this.#look());
    if (speaker === this.#core.record.speaker) return;
    this.#enqueue(async () => {
      const id = this.#steady.at(clock.monotonic());
      if (id !== this.#core.record.speaker) this.#core.apply({ type: 'spoke', id });
    });
  }

  /** Who left is no speaker any more, and the room has said so already. */
  #forgetGone(): void {
    const { clock } = this.#core.deps;
    for (const id of [this.#steady.at(clock.monotonic()), this.#steady.likely]) {
      if (id !== null && !memberOf(this.#core.record, id)) this.#steady.forget(id, clock.monotonic());
    }
  }
}
