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
  /** Of their link; what counts may be another by now, see `roleOf`. */
  readonly role: Role;
  /** Where they are, as far as is known: they join the node nearest to it. Default: where this process is. */
  readonly region?: string | undefined;
  /** May join over plain RTP. */
  readonly plain: boolean;
  readonly socket: StageSocket;
  /** What they called themselves last; viewers have no name until they speak up. */
  name?: string;
}

/** The few who present, or may, are apart from the audience's many. */
export type Side = 'studio' | 'audience';

/** Who has an open socket in a room. A person has one: the newest. */
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
  take(seat: Seat, side: Side): Seat | undefined {
    const older = this.of(seat.participantId);
    if (older) this.leave(seat.participantId, older.socket);
    (side === 'studio' ? this.#studio : this.#audience).set(seat.participantId, seat);
    return older;
  }

  /** Somebody comes from the audience to the stage, or goes back. Without an open socket there is nothing to move. */
  move(id: ParticipantId, side: Side): void {
    const seat = this.of(id);
    if (seat) this.take(seat, side);
  }

  isInAudience(id: ParticipantId): boolean {
    return this.#audience.has(id);
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
