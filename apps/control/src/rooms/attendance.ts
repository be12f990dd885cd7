import { Fault, type ParticipantId, type ResponseOf, type stageServer } from '@rostrum/protocol';
import { type MemberMedia, memberOf, offerOf } from '@rostrum/room';
import { Absences, grantLastsMs } from './absences.ts';
import type { Programme } from './programme.ts';
import type { RoomCore, RunInQueue } from './room-core.ts';
import type { RoomParts } from './room-parts.ts';
import type { RouterCodecs } from './router-codecs.ts';
import type { Seat, StageSocket } from './seats.ts';

export interface AttendanceOptions {
  readonly core: RoomCore;
  readonly parts: RoomParts;
  readonly programme: Pick<Programme, 'keepInStep'>;
  readonly codecs: RouterCodecs;
  readonly run: RunInQueue;
}

type Welcome = ResponseOf<typeof stageServer, 'hello'>;

/** What a page that is back says it still has. */
export interface Resume {
  readonly isWanted: boolean;
  /** Undefined of a page that knows of one transport only. */
  readonly sendTransportId?: string | undefined;
}

/** The media may have moved while the page was away. */
const holds = (media: MemberMedia, sendTransportId: string | undefined): boolean =>
  sendTransportId === undefined || media.sendTransportId === sendTransportId;

/** Who comes, goes away, and comes back, or does not: each has one open socket, and their place is kept for a while without. */
export class Attendance {
  readonly #core: RoomCore;
  readonly #parts: RoomParts;
  readonly #programme: AttendanceOptions['programme'];
  readonly #codecs: RouterCodecs;
  readonly #run: RunInQueue;
  readonly #absences: Absences;
  #isOver = false;

  constructor({ core, parts, programme, codecs, run }: AttendanceOptions) {
    this.#core = core;
    this.#parts = parts;
    this.#programme = programme;
    this.#codecs = codecs;
    this.#run = run;
    this.#absences = new Absences({
      clock: core.deps.clock,
      enqueue: (task) => core.enqueue(task),
      isHere: (id) => core.seats.of(id) !== undefined,
      onPlaceLost: (id) => this.#losePlace(id),
      onGrantLost: (id) => parts.promotion.endGrant(id),
    });
  }

  /** Whoever an earlier process knew is away until they say hello again. Of some the time has run out meanwhile. */
  expectAll(): void {
    this.#endOldGrants();
    const { members, hands, offers, grants, prepared } = this.#core.record;
    const asking = [...hands, ...offers].map(({ participantId }) => participantId);
    const others = [...Object.keys(grants), ...Object.keys(prepared)] as ParticipantId[];
    for (const id of new Set([...members.map(({ id }) => id), ...asking, ...others])) this.#absences.begin(id);
  }

  /** @throws Fault ROOM_CLOSED when the room was let go meanwhile, REMOVED, or SFU_UNAVAILABLE for the studio */
  async hello(seat: Seat, resume: Resume): Promise<Welcome> {
    this.assertNotRemoved(seat.participantId);
    if (this.#core.personOf(seat).role === 'viewer') {
      await this.#core.deps.lease.assertHeld();
      // Nothing of the room changes: a crowd must not wait for what the stage does, nor the stage for a crowd.
      return this.#greetViewer(seat);
    }
    return this.#run(async () => {
      this.assertNotRemoved(seat.participantId);
      // Sent back to the audience while this waited for its turn.
      return this.#core.personOf(seat).role === 'viewer' ? this.#greetViewer(seat) : this.#greetStudio(seat, resume);
    });
  }

  /** @throws Fault REMOVED */
  assertNotRemoved(id: ParticipantId): void {
    if (this.#core.record.removed.includes(id)) throw new Fault('REMOVED', { detail: id });
  }

  /** The socket is gone. Who is on the stage keeps their place and media for a while. */
  detach(participantId: ParticipantId, socket: StageSocket): void {
    const seat = this.#core.seats.leave(participantId, socket);
    if (!seat) return; // A newer one has taken over.
    this.#core.seatsChanged();
    if (this.#isOver || !this.#isInvolved(participantId)) return;
    this.#core.enqueue(async () => {
      if (this.#core.seats.of(participantId) || !this.#isInvolved(participantId)) return;
      // Their page lets go of it, too, and prepares anew when it is back.
      await this.#parts.preparations.drop(participantId);
      if (memberOf(this.#core.record, participantId)) {
        this.#core.apply({ type: 'wentAway', id: participantId, atMs: this.#core.deps.clock.now() });
      }
      this.#absences.begin(participantId);
    });
  }

  /** The room is let go of: whoever is here is told why, and nobody is let in any more. */
  dismiss(why: Fault): void {
    this.#isOver = true;
    for (const { socket } of [...this.#core.seats.studio(), ...this.#core.seats.audience()]) socket.closeWith(why);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Stops the timers. */
  close(): void {
    this.#absences.close();
  }

  async #greetViewer(seat: Seat): Promise<Welcome> {
    const { participantId } = seat;
    this.#seat(seat);
    const person = this.#core.personOf(seat);
    const { chat, moments } = this.#parts;
    return {
      participantId,
      role: person.role,
      resumed: false,
      state: this.#core.state(person),
      chat: chat.history(person),
      moments: moments.recent,
    };
  }

  async #greetStudio(seat: Seat, resume: Resume): Promise<Welcome> {
    const { participantId } = seat;
    const { stage, layers, spares, chat } = this.#parts;
    this.#seat(seat);
    const member = memberOf(this.#core.record, participantId);
    const resumed = resume.isWanted && member?.media != null && holds(member.media, resume.sendTransportId);
    if (member && !resumed) await stage.leave(participantId);
    if (resumed) {
      this.#core.apply({ type: 'cameBack', id: participantId });
      layers.retell(participantId);
      await spares.drop(participantId); // What was said of it meanwhile was not heard.
    }
    await this.#programme.keepInStep();
    const routerRtpCapabilities = await this.#codecs.ask(seat.region);
    const person = this.#core.personOf(seat);
    return {
      participantId,
      role: person.role,
      resumed,
      state: this.#core.state(person),
      ...(resumed && member.media.kind === 'webrtc' ? { consumers: [...member.media.consumers] } : {}),
      chat: chat.history(person),
      routerRtpCapabilities,
    };
  }

  #seat(seat: Seat): void {
    if (this.#isOver) throw new Fault('ROOM_CLOSED');
    // Gone while it waited for its turn: nobody would ever take it off its seat.
    if (!seat.socket.isOpen) throw new Fault('LINK_CLOSED', { detail: 'closed before its hello' });
    const side = this.#core.personOf(seat).role === 'viewer' ? 'audience' : 'studio';
    this.#core.seats.take(seat, side)?.socket.closeWith(new Fault('SESSION_REPLACED'));
    this.#core.seatsChanged();
    this.#absences.end(seat.participantId);
  }

  /** Their leaving changes the record: on the stage, or asking for it, or asked; or they may go back to it. */
  #isInvolved(id: ParticipantId): boolean {
    const { record } = this.#core;
    const isKnown = memberOf(record, id) ?? offerOf(record, id) ?? record.grants[id] ?? record.prepared[id];
    return isKnown !== undefined || this.#parts.audience.isRaised(id);
  }

  async #losePlace(id: ParticipantId): Promise<void> {
    const { stage, audience, promotion, preparations } = this.#parts;
    await stage.leave(id);
    await audience.lowerHand(id);
    await promotion.drop(id);
    await preparations.drop(id);
    await this.#programme.keepInStep();
  }

  /** Of promoted viewers who stayed away while no process had the room open. */
  #endOldGrants(): void {
    const { grants, lastPlaces } = this.#core.record;
    const nowMs = this.#core.deps.clock.now();
    for (const id of Object.keys(grants) as ParticipantId[]) {
      if (nowMs - (lastPlaces[id]?.leftAtMs ?? 0) > grantLastsMs) this.#parts.promotion.endGrant(id);
    }
  }
}
