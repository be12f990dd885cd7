import type { ParticipantId } from '@rostrum/protocol';
import { offerOf } from '@rostrum/room';
import { Pace } from './pace.ts';
import type { Preparations } from './preparations.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seats.ts';

/** What viewers do to be seen. Runs in the room's queue. */
export class Audience {
  readonly #core: RoomCore;
  readonly #preparations: Preparations;
  readonly #pace: Pace;

  constructor(core: RoomCore, preparations: Preparations) {
    this.#core = core;
    this.#preparations = preparations;
    this.#pace = new Pace({ times: 5, withinMs: 10_000, now: () => core.deps.clock.monotonic() });
  }

  /** @throws Fault HANDS_FULL or TOO_FAST */
  raiseHand(seat: Seat, name: string): void {
    this.#pace.assertMay(seat.participantId);
    seat.name = name.trim() || '?';
    const { participantId } = seat;
    const hand = { participantId, name: seat.name, atMs: this.#core.deps.clock.now() };
    this.#core.apply({ type: 'handRaised', hand });
  }

  /** With what was prepared for it, unless they are asked already. Nothing happens when it is not up. */
  async lowerHand(id: ParticipantId): Promise<void> {
    if (!this.isRaised(id)) return;
    this.#core.apply({ type: 'handLowered', id });
    if (!offerOf(this.#core.record, id)) await this.#preparations.drop(id);
  }

  isRaised(id: ParticipantId): boolean {
    return this.#core.record.hands.some((hand) => hand.participantId === id);
  }
}
