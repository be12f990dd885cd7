import {
  Fault,
  type NodeId,
  newId,
  type RequestOf,
  type ResponseOf,
  type stageServer,
  type WebinarFacts,
} from '@rostrum/protocol';
import { type Action, assertMay, hasMemory, type Person, type Phase, type RoomRecord } from '@rostrum/room';
import { Attendance } from './attendance.ts';
import { Chat } from './chat.ts';
import { EmptyStage } from './empty-stage.ts';
import { MediaLosses } from './media-losses.ts';
import { Programme, type ProgrammeOptions } from './programme.ts';
import { Rehearsal, type RehearsalOptions } from './rehearsal.ts';
import { RoomCore } from './room-core.ts';
import type { RoomDeps } from './room-deps.ts';
import { openParts, type RoomParts } from './room-parts.ts';
import { RouterCodecs } from './router-codecs.ts';
import type { Seat } from './seats.ts';
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

/** Control itself, which may do what a host may. */
const system: Person = { id: newId('participant'), role: 'host' };

/** The live side of one webinar. Every change runs in the room's queue: `run` of the options. */
export class Room {
  readonly core: RoomCore;
  readonly attendance: Attendance;
  readonly codecs: RouterCodecs;
  /** Told of nodes that died, or came back. */
  readonly losses: MediaLosses;
  /** A host's drills. */
  readonly rehearsal: Rehearsal;
  readonly #options: RoomOptions;
  readonly #parts: RoomParts;
  readonly #speaker: Speaker;
  readonly #programme: Programme;
  readonly #emptyStage: EmptyStage;

  private constructor(core: RoomCore, chat: Chat, options: RoomOptions) {
    this.core = core;
    this.#options = options;
    const enqueue = (task: () => Promise<void>) => core.enqueue(task);
    const { originAccess, endAtOrigin } = options;
    this.codecs = new RouterCodecs(core, (home) => this.losses.handleSfuLost(home, 'the media server lost the room'));
    const bring = (producerId: string, nodeId: NodeId) => this.#parts.stage.cascade.bring(producerId, nodeId);
    this.#programme = new Programme({ core, originAccess, endAtOrigin, bring });
    this.#speaker = new Speaker(core, enqueue);
    this.#parts = openParts({
      core,
      chat,
      enqueue,
      likelySpeaker: () => this.#speaker.likely,
      routerRtpCapabilities: () => this.codecs.known(),
      feedProgramme: () => this.#programme.feedNow(),
      tellMixer: () => this.#programme.tellNow(),
    });
    const { spares } = this.#parts;
    this.losses = new MediaLosses({ core, stage: this.#parts.stage, spares, programme: this.#programme, enqueue });
    this.rehearsal = new Rehearsal({ ...options, core, losses: this.losses });
    this.#emptyStage = new EmptyStage(core, () => this.end('system'));
    this.attendance = new Attendance({
      ...{ core, parts: this.#parts, programme: this.#programme, codecs: this.codecs, run: options.run },
    });
  }

  static async open(record: RoomRecord, options: RoomOptions): Promise<Room> {
    const core = await RoomCore.open(record, options);
    const room = new Room(core, await Chat.open(core), options);
    room.attendance.expectAll();
    room.#emptyStage.look();
    return room;
  }

  /** Nobody is here and nothing runs. */
  get isIdle(): boolean {
    const { members, phase } = this.core.record;
    return this.core.seats.size === 0 && members.length === 0 && phase.name !== 'live';
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
    this.close();
    this.attendance.dismiss(new Fault('LEASE_LOST'));
  }

  /** Stops the timers. The media goes on, for whoever opens the room next. */
  close(): void {
    this.attendance.close();
    this.#emptyStage.close();
    this.#programme.close();
    this.#speaker.close();
    this.rehearsal.close();
    this.#parts.close();
    this.core.close();
  }

  /** Lets go of the room for good: whoever is here is told `why`, and the SFU's router is closed. Run in the room's queue. */
  async release(why: Fault): Promise<void> {
    this.close();
    this.attendance.dismiss(why);
    // Whoever opens it again looks for no router.
    await Promise.all(this.core.record.nodes.map(({ nodeId }) => this.core.nodes.close(nodeId)));
  }

  /** Its record is of use to whoever opens it again. */
  get mustBeKept(): boolean {
    return hasMemory(this.core.record);
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

  async #act<T>(seat: Seat | 'system', action: Action, task: (person: Person) => Promise<T>): Promise<T> {
    const result = await this.#options.run(async () => {
      const done = await task(this.#assertMay(seat, action));
      this.#programme.keepInStepSoon();
      return done;
    });
    // What was answered outlives this process. The next in the queue need not wait for that.
    await this.core.kept();
    return result;
  }

  /** @throws Fault ROOM_CLOSED, PERMISSION_DENIED, or SESSION_REPLACED */
  #assertMay(seat: Seat | 'system', action: Action): Person {
    if (this.attendance.isOver) throw new Fault('ROOM_CLOSED');
    if (seat === 'system') return system;
    const person = this.core.personOf(seat);
    assertMay(person.role, action);
    this.attendance.assertNotRemoved(person.id);
    if (this.core.seats.of(person.id) !== seat) throw new Fault('SESSION_REPLACED');
    return person;
  }
}
