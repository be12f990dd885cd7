import type { Timer } from '@rostrum/lifecycle';
import {
  Fault,
  type NodeId,
  newId,
  type ParticipantId,
  type ProgrammeId,
  type RequestOf,
  type ResponseOf,
  resumeWithinMs,
  type stageServer,
  toFault,
  type WebinarFacts,
} from '@rostrum/protocol';
import { type Action, assertMay, memberOf, ownerOf, type Phase, type RoomRecord } from '@rostrum/room';
import { Programme, type ProgrammeOptions } from './programme.ts';
import { RoomCore, type RoomDeps } from './room-core.ts';
import type { Seat, StageSocket } from './seats.ts';
import { Stage } from './stage.ts';

export interface RoomOptions extends Pick<ProgrammeOptions, 'originAccess' | 'endAtOrigin'> {
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

/** The live side of one webinar. Every change runs in the room's queue: `run` of the options. */
export class Room {
  readonly core: RoomCore;
  readonly #options: RoomOptions;
  readonly #stage: Stage;
  readonly #programme: Programme;
  readonly #awayTimers = new Map<ParticipantId, Timer>();
  #isReleased = false;

  private constructor(core: RoomCore, options: RoomOptions) {
    this.core = core;
    this.#options = options;
    this.#stage = new Stage(core);
    this.#programme = new Programme({
      core,
      originAccess: options.originAccess,
      endAtOrigin: options.endAtOrigin,
      enqueue: (task) => this.#enqueue(task),
    });
  }

  static async open(record: RoomRecord, options: RoomOptions): Promise<Room> {
    const room = new Room(await RoomCore.open(record, options.deps), options);
    for (const member of record.members) room.#startAwayTimer(member.id);
    return room;
  }

  /** Nobody is here and nothing runs. */
  get isIdle(): boolean {
    const { members, phase } = this.core.record;
    return this.core.seats.size === 0 && members.length === 0 && phase.name !== 'live';
  }

  /** @throws Fault ROOM_CLOSED when the room was let go meanwhile, or SFU_UNAVAILABLE for the studio */
  async hello(seat: Seat, resume: boolean): Promise<ResponseOf<typeof stageServer, 'hello'>> {
    if (seat.role === 'viewer') {
      // Nothing of the room changes: a crowd must not wait for what the stage does, nor the stage for a crowd.
      this.#seat(seat);
      const { participantId, role } = seat;
      return { participantId, role, resumed: false, state: this.core.state(role) };
    }
    return this.#options.run(async () => {
      const { participantId, role } = seat;
      this.#seat(seat);
      this.#stopAwayTimer(participantId);
      const member = memberOf(this.core.record, participantId);
      const resumed = resume && member?.media != null;
      if (member && !resumed) await this.#stage.leave(participantId);
      if (resumed) this.core.apply({ type: 'cameBack', id: participantId });
      await this.#programme.keepInStep();
      const routerRtpCapabilities = await this.#routerRtpCapabilities();
      return {
        participantId,
        role,
        resumed,
        state: this.core.state(role),
        ...(resumed && member.media.kind === 'webrtc' ? { consumers: [...member.media.consumers] } : {}),
        routerRtpCapabilities,
      };
    });
  }

  /** The socket is gone. Who is on the stage keeps their place and media for a while. */
  detach(participantId: ParticipantId, socket: StageSocket): void {
    const seat = this.core.seats.leave(participantId, socket);
    if (!seat) return; // A newer one has taken over.
    this.core.seatsChanged();
    if (this.#isReleased || seat.role === 'viewer') return;
    this.#enqueue(async () => {
      if (this.core.seats.of(participantId) || !memberOf(this.core.record, participantId)) return;
      this.core.apply({ type: 'wentAway', id: participantId, atMs: this.core.deps.clock.now() });
      this.#startAwayTimer(participantId);
    });
  }

  join(seat: Seat, request: RequestOf<typeof stageServer, 'join'>) {
    return this.#act(seat, 'present', () => this.#stage.join(seat, request));
  }

  joinPlain(seat: Seat, request: RequestOf<typeof stageServer, 'joinPlain'>) {
    return this.#act(seat, 'present', () => this.#stage.joinPlain(seat, request));
  }

  /** Any other request of someone on the stage. */
  onStage<T>(seat: Seat, request: (stage: Stage, id: ParticipantId) => Promise<T>): Promise<T> {
    return this.#act(seat, 'present', () => request(this.#stage, seat.participantId));
  }

  goLive(seat: Seat | 'system'): Promise<void> {
    return this.#act(seat, 'go-live', async () => {
      const phase = this.core.record.phase;
      if (phase.name === 'live') throw new Fault('WEBINAR_ALREADY_LIVE');
      if (phase.name === 'ended') throw new Fault('WEBINAR_ENDED');
      await this.#assertMixer();
      await this.core.sfu();
      const [programmeId, atMs] = [newId('programme'), this.core.deps.clock.now()];
      const facts = await this.#options.keepPhase({ name: 'live', programmeId, startedAtMs: atMs, placement: null });
      this.core.apply({ type: 'wentLive', programmeId, atMs });
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

  /** The webinar's title or time was changed. */
  refresh(): Promise<void> {
    return this.#options.run(async () => {
      this.core.setFacts(await this.core.deps.facts());
      await this.#programme.keepInStep();
    });
  }

  /** The room's SFU node died, or the room's worker on it: media starts anew elsewhere, and everybody joins again. */
  handleSfuLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      if (this.core.record.sfu?.nodeId === nodeId) await this.#moveMedia(nodeId, reason);
    });
  }

  /**
   * The link to the SFU was away for a moment, or this process was: the room is claimed again, so that the node keeps it.
   * A node that does not have it any more, or does not answer, has lost the media.
   */
  handleSfuBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      if (this.core.record.sfu?.nodeId !== nodeId) return;
      try {
        const { isNew } = await (await this.core.sfu()).request('room.open', this.core.sfuRef);
        if (isNew) return await this.#moveMedia(nodeId, 'the media server has started anew');
      } catch (error) {
        const { code } = toFault(error);
        // Without Redis nobody knows where the node is, nor another one; the media may well flow.
        if (code === 'REDIS_UNAVAILABLE') throw error;
        return await this.#moveMedia(nodeId, `the media server was not reached: ${code}`);
      }
      await this.#programme.keepInStep();
    });
  }

  handleMixerLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      const { phase } = this.core.record;
      if (phase.name === 'live' && phase.placement?.mixerNodeId === nodeId) this.#replaceMixer(nodeId, reason);
    });
  }

  /** One programme's process died; its node may be well, and is tried last. */
  handleProgrammeFailed(failed: { nodeId: NodeId; programmeId: ProgrammeId; epoch: number; reason: string }): void {
    this.#enqueue(async () => {
      const { phase } = this.core.record;
      if (phase.name !== 'live' || phase.programmeId !== failed.programmeId) return;
      if (phase.placement?.epoch === failed.epoch) this.#replaceMixer(failed.nodeId, failed.reason);
    });
  }

  handleMixerBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      const { phase } = this.core.record;
      if (phase.name !== 'live' || phase.placement?.mixerNodeId !== nodeId) return;
      await this.#programme.claim();
    });
  }

  handleSpeaker(producerId: string | null): void {
    this.#enqueue(async () => {
      const id = producerId === null ? null : (ownerOf(this.core.record, producerId)?.id ?? null);
      if (id !== this.core.record.speaker) this.core.apply({ type: 'spoke', id });
    });
  }

  /** Goes on with a room that another process (or an earlier life of this one) had. */
  resume(): void {
    const { sfu, phase } = this.core.record;
    if (sfu) this.handleSfuBack(sfu.nodeId);
    if (phase.name !== 'live') return;
    this.#enqueue(() => this.#programme.claim());
    if (!phase.placement) this.#enqueue(async () => this.#programme.replace(undefined));
  }

  /** Stops the timers. The media goes on, for whoever opens the room next. */
  close(): void {
    for (const timer of this.#awayTimers.values()) timer.cancel();
    this.#programme.close();
    this.core.close();
  }

  /** Lets go of the room for good: whoever is here is told `why`, and the SFU's router is closed. Run in the room's queue. */
  async release(why: Fault): Promise<void> {
    this.#isReleased = true;
    this.close();
    for (const { socket } of [...this.core.seats.studio(), ...this.core.seats.audience()]) socket.closeWith(why);
    if (!this.core.record.sfu) return;
    const sfu = await this.core.sfu();
    await sfu.request('room.close', this.core.sfuRef);
  }

  #seat(seat: Seat): void {
    if (this.#isReleased) throw new Fault('ROOM_CLOSED');
    // Gone while it waited for its turn: nobody would ever take it off its seat.
    if (!seat.socket.isOpen) throw new Fault('LINK_CLOSED', { detail: 'closed before its hello' });
    this.core.seats.take(seat)?.socket.closeWith(new Fault('SESSION_REPLACED'));
    this.core.seatsChanged();
  }

  /** Another SFU takes the room. While none is there, everybody is told all the same: their joining again asks for one. */
  async #moveMedia(nodeId: NodeId, reason: string): Promise<void> {
    this.core.log.warn({ sfu: nodeId, reason }, 'media lost');
    const left = this.core.record.members.map((member) => member.id);
    this.core.apply({ type: 'sfuLost' });
    if (left.length > 0 || this.core.record.phase.name === 'live') {
      await this.core.sfu(nodeId).catch((error: Fault) => {
        this.core.log.warn({ code: error.code, detail: error.message }, 'room not placed at once');
      });
    }
    for (const id of left) this.core.emitTo(id, 'mediaLost', { reason });
    await this.#programme.keepInStep();
  }

  #replaceMixer(nodeId: NodeId, reason: string): void {
    this.core.log.warn({ mixer: nodeId, reason }, 'mixer lost');
    this.#programme.replace(nodeId);
  }

  /** The webinar has ended, whatever fails now: the recorder takes what was kept, and is asked again until it has. */
  async #finish(live: Live): Promise<void> {
    try {
      await this.#programme.stop(live);
    } catch (err) {
      this.core.log.error({ programme: live.programmeId, err }, 'programme not ended at the origin');
    }
    await this.#options.record().catch((err: Fault) => {
      this.core.log.warn({ programme: live.programmeId, err }, 'recording not queued yet');
    });
  }

  async #assertMixer(): Promise<void> {
    const nodes = await this.core.deps.mixers.nodes();
    if (nodes.length === 0) throw new Fault('MIXER_UNAVAILABLE');
  }

  async #routerRtpCapabilities() {
    const sfu = await this.core.sfu();
    const { rtpCapabilities, isNew } = await sfu.request('room.open', this.core.sfuRef);
    if (isNew && this.core.record.sfu)
      this.handleSfuLost(this.core.record.sfu.nodeId, 'the media server lost the room');
    return rtpCapabilities;
  }

  #act<T>(seat: Seat | 'system', action: Action, task: () => Promise<T>): Promise<T> {
    return this.#options.run(async () => {
      if (this.#isReleased) throw new Fault('ROOM_CLOSED');
      if (seat !== 'system') {
        assertMay(seat.role, action);
        if (this.core.seats.of(seat.participantId) !== seat) throw new Fault('SESSION_REPLACED');
      }
      const result = await task();
      await this.#programme.keepInStep();
      return result;
    });
  }

  /** Work that nobody waits for: a failure is logged, and the supervisor of the failed part tries again. */
  #enqueue(task: () => Promise<void>): void {
    this.#options.run(task).catch((error: Fault) => {
      this.core.log.warn({ code: error.code, err: error }, 'room task failed');
    });
  }

  #startAwayTimer(id: ParticipantId): void {
    this.#stopAwayTimer(id);
    const timer = this.core.deps.clock.after(resumeWithinMs, () => {
      this.#awayTimers.delete(id);
      this.#enqueue(async () => {
        if (this.core.seats.of(id)) return;
        await this.#stage.leave(id);
        await this.#programme.keepInStep();
      });
    });
    this.#awayTimers.set(id, timer);
  }

  #stopAwayTimer(id: ParticipantId): void {
    this.#awayTimers.get(id)?.cancel();
    this.#awayTimers.delete(id);
  }
}
