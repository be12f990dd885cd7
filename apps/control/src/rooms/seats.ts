import type { EventName, EventOf, Fault, ParticipantId, Role, stageServer } from '@rostrum/protocol';

/** The socket of one person, as the room needs it. */
export interface StageSocket {
  /** False once it has closed: whoever waited behind it for the room's queue is gone. */
  readonly isOpen: boolean;
  emit<E extends EventName<typeof stageServer>>(event: E, data: EventOf<typeof stageServer, E>): void;
  closeWith(fault: Fault): void;
}

/** Someone with an open socket: on the stage, in the lobby, or watching. */
export interface Seat {
  readonly participantId: ParticipantId;
  readonly role: Role;
  /** May join over plain RTP. */
  readonly plain: boolean;
  readonly socket: StageSocket;
}

/** Who has an open socket in a room. A person has one: the newest. The few in the studio are apart from the audience's many. */
export class Seats {
  readonly #studio = new Map<ParticipantId, Seat>();
  readonly #audience = new Map<ParticipantId, Seat>();

  get size(): number {
    return this.#studio.size + this.#audience.size;
  }

  get viewers(): number {
    return this.#audience.size;
  }

  studio(): Iterable<Seat> {
    return this.#studio.values();
  }

  audience(): Iterable<Seat> {
    return this.#audience.values();
  }

  of(id: ParticipantId): Seat | undefined {
    return this.#studio.get(id) ?? this.#audience.get(id);
  }

  /** Answers the same person's older seat, whose place it takes. */
  take(seat: Seat): Seat | undefined {
    const older = this.of(seat.participantId);
    if (older) this.leave(seat.participantId, older.socket);
    (seat.role === 'viewer' ? this.#audience : this.#studio).set(seat.participantId, seat);
    return older;
  }

  /** Answers the seat that is free now; undefined when the socket has none, or no longer. */
  leave(id: ParticipantId, socket: StageSocket): Seat | undefined {
    const seat = this.of(id);
    if (seat?.socket !== socket) return undefined;
    this.#studio.delete(id);
    this.#audience.delete(id);
    return seat;
  }
}
