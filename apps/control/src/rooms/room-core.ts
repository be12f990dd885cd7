import type { Epochs, Snapshots } from '@rostrum/cluster';
import type { Clock } from '@rostrum/lifecycle';
import type { LinkPeer } from '@rostrum/link';
import {
  type Canvas,
  type EventName,
  type EventOf,
  Fault,
  type mixerLink,
  type NodeId,
  type nothing,
  type ParticipantId,
  type Role,
  type StageState,
  type sfuLink,
  type stageServer,
  type WebinarFacts,
} from '@rostrum/protocol';
import { next, place, type RoomEvent, type RoomRecord, stageParticipants } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import type { NodeLinks } from '../nodes/node-links.ts';

export type SfuPeer = LinkPeer<typeof nothing, typeof sfuLink>;

/** The socket of one person, as the room needs it. */
export interface StageSocket {
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

/** What a room needs from its surroundings. */
export interface RoomDeps {
  readonly sfus: NodeLinks<typeof sfuLink>;
  readonly mixers: NodeLinks<typeof mixerLink>;
  readonly epochs: Epochs;
  readonly snapshots: Snapshots;
  readonly clock: Clock;
  readonly region: string;
  readonly canvas: Canvas;
  readonly log: Log;
  /** The webinar as the pages see it in the room's present phase. */
  readonly facts: (record: RoomRecord) => Promise<WebinarFacts>;
}

/** Viewers hear of changes at most this often; a stage of talkers would otherwise write to thousands of sockets. */
const audienceIntervalMs = 250;

/**
 * A room's state and who hears of it. Everything that changes the record runs in the room's queue, and goes through
 * `apply`.
 */
export class RoomCore {
  readonly deps: RoomDeps;
  readonly log: Log;
  readonly seats = new Map<ParticipantId, Seat>();
  #record: RoomRecord;
  #facts: WebinarFacts;
  #audienceTimer: { cancel(): void } | undefined;
  #toldViewers = 0;
  #saving: Promise<void> = Promise.resolve();

  private constructor(record: RoomRecord, facts: WebinarFacts, deps: RoomDeps) {
    this.#record = record;
    this.#facts = facts;
    this.deps = deps;
    this.log = deps.log.child({ room: record.id });
  }

  static async open(record: RoomRecord, deps: RoomDeps): Promise<RoomCore> {
    return new RoomCore(record, await deps.facts(record), deps);
  }

  get record(): RoomRecord {
    return this.#record;
  }

  get facts(): WebinarFacts {
    return this.#facts;
  }

  /** Makes it so, keeps it, and tells everybody. */
  apply(event: RoomEvent): void {
    this.#record = next(this.#record, event);
    this.log.debug({ event: event.type, revision: this.#record.revision }, 'room changed');
    this.#save();
    this.#tellStage();
    this.tellAudience();
  }

  /** Looks the webinar's facts up again (its phase or its title changed), and tells everybody. */
  async refreshFacts(): Promise<void> {
    this.#facts = await this.deps.facts(this.#record);
    this.#tellStage();
    this.tellAudience();
  }

  state(role: Role): StageState {
    const isAudience = role === 'viewer';
    return {
      webinar: this.#facts,
      participants: isAudience ? [] : stageParticipants(this.#record),
      speaker: isAudience ? null : this.#record.speaker,
      viewers: [...this.seats.values()].filter((seat) => seat.role === 'viewer').length,
    };
  }

  emitTo<E extends EventName<typeof stageServer>>(
    id: ParticipantId,
    event: E,
    data: EventOf<typeof stageServer, E>,
  ): void {
    this.seats.get(id)?.socket.emit(event, data);
  }

  /**
   * The link to the room's SFU; the room is placed on one first if it has none.
   * @param avoid a node that was just lost; it may still be announced
   * @throws Fault SFU_UNAVAILABLE
   */
  async sfu(avoid?: NodeId): Promise<SfuPeer> {
    if (!this.#record.sfu) await this.#placeSfu(avoid);
    const { sfu } = this.#record;
    if (!sfu) throw new Fault('SFU_UNAVAILABLE');
    return this.deps.sfus.to(sfu.nodeId);
  }

  /** The room on its SFU, for requests that name it. */
  get sfuRef(): { roomId: RoomRecord['id']; epoch: number } {
    if (!this.#record.sfu) throw new Fault('SFU_UNAVAILABLE');
    return { roomId: this.#record.id, epoch: this.#record.sfu.epoch };
  }

  tellAudience(): void {
    this.#audienceTimer ??= this.deps.clock.after(audienceIntervalMs, () => {
      this.#audienceTimer = undefined;
      const state = this.state('viewer');
      this.#tell((seat) => seat.role === 'viewer', state);
      // The stage hears of every other change at once.
      if (state.viewers !== this.#toldViewers) this.#tellStage();
      this.#toldViewers = state.viewers;
    });
  }

  close(): void {
    this.#audienceTimer?.cancel();
  }

  /** On the best node that answers: one that has died is announced for some seconds more. */
  async #placeSfu(avoid: NodeId | undefined): Promise<void> {
    const { sfus, region } = this.deps;
    let candidates = await sfus.nodes();
    for (;;) {
      const node = place(candidates, region, avoid);
      if (!node) throw new Fault('SFU_UNAVAILABLE', { detail: 'no node that is announced takes the room' });
      try {
        return await this.#openOn(node.id);
      } catch (error) {
        this.log.warn({ sfu: node.id, err: error }, 'room not taken');
        candidates = candidates.filter((one) => one !== node);
      }
    }
  }

  async #openOn(nodeId: NodeId): Promise<void> {
    const epoch = await this.deps.epochs.next(`room:${this.#record.id}`);
    const peer = await this.deps.sfus.to(nodeId);
    await peer.request('room.open', { roomId: this.#record.id, epoch });
    this.apply({ type: 'sfuPlaced', nodeId, epoch });
    this.log.info({ sfu: nodeId, epoch }, 'room placed');
  }

  #tellStage(): void {
    this.#tell((seat) => seat.role !== 'viewer', this.state('presenter'));
  }

  #tell(who: (seat: Seat) => boolean, state: StageState): void {
    for (const seat of this.seats.values()) if (who(seat)) seat.socket.emit('state', state);
  }

  /** One write at a time, always of the newest record; while Redis is away the room goes on. */
  #save(): void {
    const { revision } = this.#record;
    this.#saving = this.#saving.then(async () => {
      if (revision !== this.#record.revision) return; // A later change writes.
      await this.deps.snapshots
        .save(this.#record.id, JSON.stringify(this.#record))
        .catch((error: Fault) => this.log.warn({ code: error.code }, 'room not kept'));
    });
  }
}
