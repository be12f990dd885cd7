import {
  Fault,
  type NodeId,
  newId,
  type ParticipantId,
  type RequestOf,
  type ResponseOf,
  type RtpCapabilities,
  type stageServer,
  type WebinarFacts,
} from '@rostrum/protocol';
import {
  type Action,
  assertMay,
  hasMemory,
  type MemberMedia,
  memberOf,
  offerOf,
  type Person,
  type Phase,
  type RoomRecord,
} from '@rostrum/room';
import { Absences, grantLastsMs } from './absences.ts';
import { Chat } from './chat.ts';
import { EmptyStage } from './empty-stage.ts';
import { MediaLosses } from './media-losses.ts';
import { Programme, type ProgrammeOptions } from './programme.ts';
import { Rehearsal, type RehearsalOptions } from './rehearsal.ts';
import { RoomCore } from './room-core.ts';
import type { RoomDeps } from './room-deps.ts';
import { openParts, type RoomParts } from './room-parts.ts';
import type { Seat, StageSocket } from './seats.ts';
import { Speaker } from './speaker.ts';

export interface RoomOptions
  extends Pick<ProgrammeOptions, 'originAccess' | 'endAtOrigin'>,
    Pick<RehearsalOptions, 'isPlaying' | 'dropProgramme'> {
  readonly deps: RoomDeps;
  /** Runs a task after all others of this room. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  /** Writes the new phase down before anybody is told; answers the webinar as it is then. */
  readonly keepPhase: (phase: KeptPhase) => Promise<WebinarFacts>;
  /** The programme has ended; its recording can be made. */
  readonly record: () => Promise<void>;
}

type Live = Extract<Phase, { name: 'live' }>;
/** The phases that a room itself brings about. */
export type KeptPhase = Exclude<Phase, { name: 'scheduled' }>;

/** What a page that is back says it still has. */
export interface Resume {
  readonly isWanted: boolean;
  /** Undefined of a page that knows of one transport only. */
  readonly sendTransportId?: string | undefined;
}

/** The media may have moved while the page was away. */
const holds = (media: MemberMedia, sendTransportId: string | undefined): boolean =>
  sendTransportId === undefined || media.sendTransportId === sendTransportId;

/** Control itself, which may do what a host may. */
const system: Person = { id: newId('participant'), role: 'host' };

/** The live side of one webinar. Every change runs in the room's queue: `run` of the options. */
export class Room {
  readonly core: RoomCore;
  /** Told of nodes that died, or came back. */
  readonly losses: MediaLosses;
  /** A host's drills. */
  readonly rehearsal: Rehearsal;
  readonly #options: RoomOptions;
  readonly #parts: RoomParts;
  readonly #speaker: Speaker;
  readonly #programme: Programme;
  readonly #absences: Absences;
  readonly #emptyStage: EmptyStage;
  #isReleased = false;
  /** The programme will be brought to what the room wants when its turn in the queue has come. */
  #willStep = false;
  /** Of the home that said so. */
  #codecs: { readonly home: NodeId; readonly routerRtpCapabilities: RtpCapabilities } | undefined;

  private constructor(core: RoomCore, chat: Chat, options: RoomOptions) {
    this.core = core;
    this.#options = options;
    const enqueue = (task: () => Promise<void>) => core.enqueue(task);
    const { originAccess, endAtOrigin } = options;
    const bring = (producerId: string, nodeId: NodeId) => this.#parts.stage.cascade.bring(producerId, nodeId);
    this.#programme = new Programme({ core, originAccess, endAtOrigin, bring });
    this.#speaker = new Speaker(core, enqueue);
    this.#parts = openParts({
      core,
      chat,
      enqueue,
      likelySpeaker: () => this.#speaker.likely,
      routerRtpCapabilities: () => this.#knownCapabilities(),
      feedProgramme: () => this.#programme.feedNow(),
      tellMixer: () => this.#programme.tellNow(),
    });
    const { spares } = this.#parts;
    this.losses = new MediaLosses({ core, stage: this.#parts.stage, spares, programme: this.#programme, enqueue });
    this.rehearsal = new Rehearsal({ ...options, core, losses: this.losses });
    this.#emptyStage = new EmptyStage(core, () => this.end('system'));
    const { stage, audience, promotion, preparations } = this.#parts;
    this.#absences = new Absences({
      clock: core.deps.clock,
      enqueue,
      isHere: (id) => core.seats.of(id) !== undefined,
      onPlaceLost: async (id) => {
        await stage.leave(id);
        await audience.lowerHand(id);
        await promotion.drop(id);
        await preparations.drop(id);
        await this.#programme.keepInStep();
      },
      onGrantLost: (id) => promotion.endGrant(id),
    });
  }

  static async open(record: RoomRecord, options: RoomOptions): Promise<Room> {
    const core = await RoomCore.open(record, options);
    const room = new Room(core, await Chat.open(core), options);
    room.#endOldGrants();
    const { members, hands, offers, grants, prepared } = core.record;
    const ids = [members.map(({ id }) => id), [...hands, ...offers].map(({ participantId: id }) => id)].flat();
    const others = [...Object.keys(grants), ...Object.keys(prepared)] as ParticipantId[];
    for (const id of new Set([...ids, ...others])) room.#absences.begin(id);
    room.#emptyStage.look();
    return room;
  }

  /** Nobody is here and nothing runs. */
  get isIdle(): boolean {
    const { members, phase } = this.core.record;
    return this.core.seats.size === 0 && members.length === 0 && phase.name !== 'live';
  }

  /**
   * @throws Fault ROOM_CLOSED when the room was let go meanwhile, REMOVED, or SFU_UNAVAILABLE for the studio
   */
  async hello(seat: Seat, resume: Resume): Promise<ResponseOf<typeof stageServer, 'hello'>> {
    this.assertNotRemoved(seat.participantId);
    if (this.core.personOf(seat).role === 'viewer') {
      await this.core.deps.lease.assertHeld();
      // Nothing of the room changes: a crowd must not wait for what the stage does, nor the stage for a crowd.
      return this.#greetViewer(seat);
    }
    return this.#options.run(async () => {
      this.assertNotRemoved(seat.participantId);
      // Sent back to the audience while this waited for its turn.
      return this.core.personOf(seat).role === 'viewer' ? this.#greetViewer(seat) : this.#greetStudio(seat, resume);
    });
  }

  /** @throws Fault REMOVED */
  assertNotRemoved(id: ParticipantId): void {
    if (this.core.record.removed.includes(id)) throw new Fault('REMOVED', { detail: id });
  }

  /** The socket is gone. Who is on the stage keeps their place and media for a while. */
  detach(participantId: ParticipantId, socket: StageSocket): void {
    const seat = this.core.seats.leave(participantId, socket);
    if (!seat) return; // A newer one has taken over.
    this.core.seatsChanged();
    if (this.#isReleased || !this.#isInvolved(participantId)) return;
    this.core.enqueue(async () => {
      if (this.core.seats.of(participantId) || !this.#isInvolved(participantId)) return;
      // Their page lets go of it, too, and prepares anew when it is back.
      await this.#parts.preparations.drop(participantId);
      if (memberOf(this.core.record, participantId)) {
        this.core.apply({ type: 'wentAway', id: participantId, atMs: this.core.deps.clock.now() });
      }
      this.#absences.begin(participantId);
    });
  }

  join(seat: Seat, request: RequestOf<typeof stageServer, 'join'>): Promise<ResponseOf<typeof stageServer, 'join'>> {
    return this.act(seat, 'watch', async ({ stage, promotion, preparations }, { id, role }) =>
      role === 'viewer'
        ? promotion.join(seat, request)
        : stage.join(seat, request, await preparations.for(id, request)),
    );
  }

  /** One request of somebody with an open socket: their rights are looked up when its turn has come. */
  act<T>(seat: Seat, action: Action, task: (parts: RoomParts, person: Person) => T | Promise<T>): Promise<T> {
    return this.#act(seat, action, async (person) => task(this.#parts, person));
  }

  /** A request that changes nothing of the room's record, and need not wait for its turn. */
  async actNow<T>(seat: Seat, action: Action, task: (parts: RoomParts, person: Person) => T | Promise<T>): Promise<T> {
    await this.core.deps.lease.assertHeld();
    return task(this.#parts, this.#assertMay(seat, action));
  }

  /** For the page of somebody who may be asked on stage. Nothing while no SFU has the room, or does not answer. */
  async codecs(): Promise<{ routerRtpCapabilities?: RtpCapabilities }> {
    if (this.core.record.home === null) return {};
    return this.#knownCapabilities().then(
      (routerRtpCapabilities) => ({ routerRtpCapabilities }),
      () => ({}), // Their hand is up; the codecs come with an offer.
    );
  }

  goLive(seat: Seat | 'system'): Promise<void> {
    return this.#act(seat, 'go-live', async () => {
      const phase = this.core.record.phase;
      if (phase.name === 'live') throw new Fault('WEBINAR_ALREADY_LIVE');
      if (phase.name === 'ended') throw new Fault('WEBINAR_ENDED');
      await this.#assertMixer();
      await this.core.nodes.home();
      const [programmeId, atMs] = [newId('programme'), this.core.deps.clock.now()];
      const facts = await this.#options.keepPhase({ name: 'live', programmeId, startedAtMs: atMs, placement: null });
      this.core.apply({ type: 'wentLive', programmeId, atMs, recordsTracks: facts.recordsTracks ?? false });
      await this.#programme.place().catch((error: Fault) => {
        this.core.log.warn({ code: error.code, detail: error.message }, 'programme not placed at once');
        this.#programme.replace(undefined);
      });
      this.core.setFacts(facts);
    });
  }

  end(seat: Seat | 'system'): Promise<void> {
    return this.#act(seat, 'end', async () => {
      const live = this.core.record.phase;
      if (live.name === 'ended') throw new Fault('WEBINAR_ENDED');
      const atMs = this.core.deps.clock.now();
      const programme = live.name === 'live' ? { id: live.programmeId, startedAtMs: live.startedAtMs } : null;
      const facts = await this.#options.keepPhase({ name: 'ended', endedAtMs: atMs, programme });
      this.core.apply({ type: 'ended', atMs });
      if (live.name === 'live') await this.#finish(live);
      this.core.setFacts(facts);
    });
  }

  /** The webinar's title, time or look was changed. */
  refresh(): Promise<void> {
    return this.#options.run(async () => {
      await this.core.refresh();
      await this.#programme.keepInStep();
    });
  }

  handleSpeaker(producerId: string | null): void {
    this.#speaker.hear(producerId);
    this.#parts.layers.touch();
  }

  /** What somebody's receiving transport has for pictures. */
  handleBandwidth(transportId: string, kbps: number): void {
    this.#parts.layers.handleBandwidth(transportId, kbps);
  }

  /** Goes on with a room that another process (or an earlier life of this one) had. */
  resume(): void {
    const { nodes, phase } = this.core.record;
    for (const { nodeId } of nodes) this.losses.handleSfuBack(nodeId);
    if (phase.name !== 'live') return;
    this.core.enqueue(() => this.#programme.claim());
    if (!phase.placement) this.core.enqueue(async () => this.#programme.replace(undefined));
  }

  /** Another process has the room: whoever is here goes there, and nothing is done in its name any more. */
  abandon(): void {
    this.#isReleased = true;
    this.close();
    this.#tellEverybodyToGo(new Fault('LEASE_LOST'));
  }

  /** Stops the timers. The media goes on, for whoever opens the room next. */
  close(): void {
    this.#absences.close();
    this.#emptyStage.close();
    this.#programme.close();
    this.#speaker.close();
    this.rehearsal.close();
    this.#parts.close();
    this.core.close();
  }

  /** Lets go of the room for good: whoever is here is told `why`, and the SFU's router is closed. Run in the room's queue. */
  async release(why: Fault): Promise<void> {
    this.#isReleased = true;
    this.close();
    this.#tellEverybodyToGo(why);
    // Whoever opens it again looks for no router.
    await Promise.all(this.core.record.nodes.map(({ nodeId }) => this.core.nodes.close(nodeId)));
  }

  /** Its record is of use to whoever opens it again. */
  get mustBeKept(): boolean {
    return hasMemory(this.core.record);
  }

  #tellEverybodyToGo(why: Fault): void {
    for (const { socket } of [...this.core.seats.studio(), ...this.core.seats.audience()]) socket.closeWith(why);
  }

  async #greetViewer(seat: Seat): Promise<ResponseOf<typeof stageServer, 'hello'>> {
    const { participantId } = seat;
    this.#seat(seat);
    this.#absences.end(participantId);
    const person = this.core.personOf(seat);
    const { chat, moments } = this.#parts;
    return {
      participantId,
      role: person.role,
      resumed: false,
      state: this.core.state(person),
      chat: chat.history(person),
      moments: moments.recent,
    };
  }

  async #greetStudio(seat: Seat, resume: Resume): Promise<ResponseOf<typeof stageServer, 'hello'>> {
    const { participantId } = seat;
    this.#seat(seat);
    this.#absences.end(participantId);
    const member = memberOf(this.core.record, participantId);
    const resumed = resume.isWanted && member?.media != null && holds(member.media, resume.sendTransportId);
    if (member && !resumed) await this.#parts.stage.leave(participantId);
    if (resumed) {
      this.core.apply({ type: 'cameBack', id: participantId });
      this.#parts.layers.retell(participantId);
      await this.#parts.spares.drop(participantId); // What was said of it meanwhile was not heard.
    }
    await this.#programme.keepInStep();
    const routerRtpCapabilities = await this.#routerRtpCapabilities(seat.region);
    const person = this.core.personOf(seat);
    return {
      participantId,
      role: person.role,
      resumed,
      state: this.core.state(person),
      ...(resumed && member.media.kind === 'webrtc' ? { consumers: [...member.media.consumers] } : {}),
      chat: this.#parts.chat.history(person),
      routerRtpCapabilities,
    };
  }

  /** Their leaving changes the record: on the stage, or asking for it, or asked; or they may go back to it. */
  #isInvolved(id: ParticipantId): boolean {
    const { record } = this.core;
    const isKnown = memberOf(record, id) ?? offerOf(record, id) ?? record.grants[id] ?? record.prepared[id];
    return isKnown !== undefined || this.#parts.audience.isRaised(id);
  }

  /** Of promoted viewers who stayed away while no process had the room open. */
  #endOldGrants(): void {
    const { grants, lastPlaces } = this.core.record;
    const nowMs = this.core.deps.clock.now();
    for (const id of Object.keys(grants) as ParticipantId[]) {
      if (nowMs - (lastPlaces[id]?.leftAtMs ?? 0) > grantLastsMs) this.#parts.promotion.endGrant(id);
    }
  }

  #seat(seat: Seat): void {
    if (this.#isReleased) throw new Fault('ROOM_CLOSED');
    // Gone while it waited for its turn: nobody would ever take it off its seat.
    if (!seat.socket.isOpen) throw new Fault('LINK_CLOSED', { detail: 'closed before its hello' });
    const side = this.core.personOf(seat).role === 'viewer' ? 'audience' : 'studio';
    this.core.seats.take(seat, side)?.socket.closeWith(new Fault('SESSION_REPLACED'));
    this.core.seatsChanged();
  }

  /** The webinar has ended, whatever fails now: the recorder takes what was kept, and is asked again until it has. */
  async #finish(live: Live): Promise<void> {
    try {
      await this.#programme.stop(live);
    } catch (err) {
      this.core.log.error({ programme: live.programmeId, err }, 'programme not ended at the origin');
    }
    // The recording's chapters are made of it. What a storage that hangs does not take is kept later.
    await this.core.timelineKept();
    await this.#options.record().catch((err: Fault) => {
      this.core.log.warn({ programme: live.programmeId, err }, 'recording not queued yet');
    });
  }

  async #assertMixer(): Promise<void> {
    const nodes = await this.core.deps.mixers.nodes();
    if (nodes.length === 0) throw new Fault('MIXER_UNAVAILABLE');
  }

  /** The same at all nodes of a room. */
  async #routerRtpCapabilities(region?: string) {
    const home = await this.core.nodes.home(region === undefined ? {} : { region });
    const { rtpCapabilities, isNew } = await this.core.nodes.claim(home);
    if (isNew) this.losses.handleSfuLost(home, 'the media server lost the room');
    this.#codecs = { home, routerRtpCapabilities: rtpCapabilities };
    return rtpCapabilities;
  }

  /** Without asking the home again: whoever prepares finds out with what they open there. */
  async #knownCapabilities(): Promise<RtpCapabilities> {
    if (this.#codecs?.home === this.core.record.home) return this.#codecs.routerRtpCapabilities;
    return this.#routerRtpCapabilities();
  }

  /** Whoever waits in the queue already goes first: a person on their way to the stage does not wait for the mixer. */
  #stepSoon(): void {
    if (this.#willStep) return;
    this.#willStep = true;
    this.core.enqueue(async () => {
      this.#willStep = false;
      await this.#programme.keepInStep();
    });
  }

  async #act<T>(seat: Seat | 'system', action: Action, task: (person: Person) => Promise<T>): Promise<T> {
    const result = await this.#options.run(async () => {
      const done = await task(this.#assertMay(seat, action));
      this.#stepSoon();
      return done;
    });
    // What was answered outlives this process. The next in the queue need not wait for that.
    await this.core.kept();
    return result;
  }

  /** @throws Fault ROOM_CLOSED, PERMISSION_DENIED, or SESSION_REPLACED */
  #assertMay(seat: Seat | 'system', action: Action): Person {
    if (this.#isReleased) throw new Fault('ROOM_CLOSED');
    if (seat === 'system') return system;
    const person = this.core.personOf(seat);
    assertMay(person.role, action);
    this.assertNotRemoved(person.id);
    if (this.core.seats.of(person.id) !== seat) throw new Fault('SESSION_REPLACED');
    return person;
  }
}
