import type { Held } from '@rostrum/cluster';
import { type Clock, systemClock } from '@rostrum/lifecycle';
import { type Fault, type ParticipantId, type RoomCall, toFault, type WebinarId } from '@rostrum/protocol';
import type { FarControls } from './far-controls.ts';
import type { Room } from './room.ts';
import type { Rooms } from './rooms.ts';

/** Longer than a dead owner's lease runs. */
const patienceMs = 5000;
const pauseMs = 100;

export interface RoomCallsOptions {
  readonly rooms: Rooms;
  readonly far: Pick<FarControls, 'call' | 'isDead'>;
  /** Deletes all that there is of a webinar; refused while it is live. */
  readonly deleteWebinar: (id: WebinarId) => Promise<void>;
  readonly clock?: Clock;
}

/** What HTTP requests ask of a room, wherever it is: done here when this process owns it, else by its owner. */
export class RoomCalls {
  readonly #options: RoomCallsOptions;
  readonly #clock: Clock;

  constructor(options: RoomCallsOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** The webinar was changed by its organizer: whoever has the room open looks it up anew. */
  async refresh(id: WebinarId): Promise<void> {
    const found = await this.#options.rooms.look(id);
    if (!found) return;
    if ('room' in found) return found.room.refresh();
    await this.#options.far.call(found.heldBy, id, { name: 'refresh' }).catch((error: Fault) => {
      if (error.code !== 'LINK_CLOSED') throw error; // The next owner reads the database.
    });
  }

  /** @throws Fault WEBINAR_ALREADY_LIVE, … */
  delete(id: WebinarId): Promise<void> {
    return this.#call(id, { name: 'delete' });
  }

  /** @throws Fault as `Room.goLive` */
  goLive(id: WebinarId): Promise<void> {
    return this.#call(id, { name: 'go-live' });
  }

  /** @throws Fault REMOVED */
  assertNotRemoved(id: WebinarId, participantId: ParticipantId): Promise<void> {
    return this.#call(id, { name: 'assert-not-removed', participantId });
  }

  /** For the others, who have found that the room is here. @throws Fault LEASE_LOST when it is not any more */
  async answer(id: WebinarId, call: RoomCall): Promise<void> {
    await this.#do(await this.#options.rooms.get(id), id, call);
  }

  async #call(id: WebinarId, call: RoomCall): Promise<void> {
    const { rooms, far } = this.#options;
    const giveUpAtMs = this.#clock.monotonic() + patienceMs;
    let over: number | undefined;
    for (;;) {
      const found = await rooms.find(id, { over });
      if ('room' in found) return this.#do(found.room, id, call);
      try {
        return await far.call(found.heldBy, id, call);
      } catch (error) {
        await this.#awaitAnother(toFault(error), giveUpAtMs);
      }
      over = await this.#deadEpoch(found.heldBy);
    }
  }

  /** @throws the fault itself when it is an answer, or when it has been tried for long enough */
  async #awaitAnother(fault: Fault, giveUpAtMs: number): Promise<void> {
    const isMoving = fault.code === 'LINK_CLOSED' || fault.code === 'LEASE_LOST';
    if (!isMoving || this.#clock.monotonic() > giveUpAtMs) throw fault;
    await new Promise<void>((resolve) => void this.#clock.after(pauseMs, resolve));
  }

  async #deadEpoch(heldBy: Held): Promise<number | undefined> {
    return (await this.#options.far.isDead(heldBy)) ? heldBy.epoch : undefined;
  }

  async #do(room: Room, id: WebinarId, call: RoomCall): Promise<void> {
    switch (call.name) {
      case 'refresh':
        return room.refresh();
      case 'delete':
        return this.#options.rooms.remove(id, () => this.#options.deleteWebinar(id));
      case 'go-live':
        return room.goLive('system');
      case 'assert-not-removed':
        return room.attendance.assertNotRemoved(call.participantId);
      default:
        call satisfies never;
    }
  }
}
