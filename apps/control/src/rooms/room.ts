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
} from '@rostrum/protocol';
import { type Action, assertMay, memberOf, ownerOf, type Phase, type RoomRecord } from '@rostrum/room';
import { Programme, type ProgrammeOptions } from './programme.ts';
import { RoomCore, type RoomDeps, type Seat, type StageSocket } from './room-core.ts';
import { Stage } from './stage.ts';

export interface RoomOptions extends Pick<ProgrammeOptions, 'originAccess' | 'endAtOrigin'> {
  readonly deps: RoomDeps;
  /** Runs a task after all others of this room. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  /** Writes the new phase down before anybody is told. */
  readonly keepPhase: (phase: Phase) => Promise<void>;
  /** The programme has ended; its recording can be made. */
  readonly record: () => Promise<void>;
}

type Live = Extract<Phase, { name: 'live' }>;

/** The live side of one webinar. Every change runs in the room's queue: `run` of the options. */
export class Room {
  readonly core: RoomCore;
  readonly #options: RoomOptions;
  readonly #stage: Stage;
  readonly #programme: Programme;
  readonly #awayTimers = new Map<ParticipantId, { cancel(): void }>();

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

  hello(seat: Seat, resume: boolean): Promise<ResponseOf<typeof stageServer, 'hello'>> {
    return this.#options.run(async () => {
      const { participantId, role } = seat;
      const older = this.core.seats.get(participantId);
      this.core.seats.set(participantId, seat);
      older?.socket.closeWith(new Fault('SESSION_REPLACED'));
      this.#stopAwayTimer(participantId);
      const member = memberOf(this.core.record, participantId);
      const resumed = resume && member?.media != null;
      if (member && !resumed) await this.#stage.leave(participantId);
      if (resumed) this.core.apply({ type: 'cameBack', id: participantId });
      this.core.tellAudience();
      await this.#syncProgramme();
      const routerRtpCapabilities = role === 'viewer' ? undefined : await this.#routerRtpCapabilities();
      return {
        participantId,
        role,
        resumed,
        state: this.core.state(role),
        ...(resumed && member.media.kind === 'webrtc' ? { consumers: [...member.media.consumers] } : {}),
        ...(routerRtpCapabilities ? { routerRtpCapabilities } : {}),
      };
    });
  }

  /** The socket is gone. Who is on the stage keeps their place and media for a while. */
  detach(participantId: ParticipantId, socket: StageSocket): void {
    if (this.core.seats.get(participantId)?.socket !== socket) return; // A newer one has taken over.
    this.core.seats.delete(participantId);
    this.core.tellAudience();
    this.#enqueue(async () => {
      if (this.core.seats.has(participantId) || !memberOf(this.core.record, participantId)) return;
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
      await this.#options.keepPhase({ name: 'live', programmeId, startedAtMs: atMs, placement: null });
      this.core.apply({ type: 'wentLive', programmeId, atMs });
      await this.#programme.place().catch((error: Fault) => {
        this.core.log.warn({ code: error.code, detail: error.message }, 'programme not placed at once');
        this.#programme.replace(undefined);
      });
      await this.core.refreshFacts();
    });
  }

  end(seat: Seat | 'system'): Promise<void> {
    return this.#act(seat, 'end', async () => {
      const live = this.core.record.phase;
      if (live.name === 'ended') throw new Fault('WEBINAR_ENDED');
      const atMs = this.core.deps.clock.now();
      const programme = live.name === 'live' ? { id: live.programmeId, startedAtMs: live.startedAtMs } : null;
      await this.#options.keepPhase({ name: 'ended', endedAtMs: atMs, programme });
      this.core.apply({ type: 'ended', atMs });
      if (live.name === 'live') await this.#finish(live);
      await this.core.refreshFacts();
    });
  }

  /** The room's SFU node died, or the room's worker on it: media starts anew elsewhere, and everybody joins again. */
  handleSfuLost(nodeId: NodeId, reason: string): void {
    this.#enqueue(async () => {
      const { sfu, members } = this.core.record;
      if (sfu?.nodeId !== nodeId) return;
      this.core.log.warn({ sfu: nodeId, reason }, 'media lost');
      const left = members.map((member) => member.id);
      this.core.apply({ type: 'sfuLost' });
      // While no other node is there, everybody is told all the same: their joining again asks for one.
      if (left.length > 0 || this.core.record.phase.name === 'live') {
        await this.core.sfu(nodeId).catch((error: Fault) => {
          this.core.log.warn({ code: error.code, detail: error.message }, 'room not placed at once');
        });
      }
      for (const id of left) this.core.emitTo(id, 'mediaLost', { reason });
      await this.#syncProgramme();
    });
  }

  /** The link to the SFU was away for a moment: the room is claimed again, so that the node keeps it. */
  handleSfuBack(nodeId: NodeId): void {
    this.#enqueue(async () => {
      if (this.core.record.sfu?.nodeId !== nodeId) return;
      await (await this.core.sfu()).request('room.open', this.core.sfuRef);
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

  /** Lets go of the room: the SFU's router is closed. Only an idle room is let go. */
  async close(): Promise<void> {
    for (const timer of this.#awayTimers.values()) timer.cancel();
    this.core.close();
    if (!this.core.record.sfu) return;
    const sfu = await this.core.sfu();
    await sfu.request('room.close', this.core.sfuRef);
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
    return (await sfu.request('room.open', this.core.sfuRef)).rtpCapabilities;
  }

  #act<T>(seat: Seat | 'system', action: Action, task: () => Promise<T>): Promise<T> {
    return this.#options.run(async () => {
      if (seat !== 'system') {
        assertMay(seat.role, action);
        if (this.core.seats.get(seat.participantId) !== seat) throw new Fault('SESSION_REPLACED');
      }
      const result = await task();
      await this.#syncProgramme();
      return result;
    });
  }

  /** A mixer that cannot be told now is told at the next change, or replaced; what a person asked for is done all the same. */
  async #syncProgramme(): Promise<void> {
    await this.#programme.sync().catch((error: Fault) => {
      this.core.log.warn({ code: error.code, detail: error.message }, 'programme not in step');
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
        if (this.core.seats.has(id)) return;
        await this.#stage.leave(id);
        await this.#syncProgramme();
      });
    });
    this.#awayTimers.set(id, timer);
  }

  #stopAwayTimer(id: ParticipantId): void {
    this.#awayTimers.get(id)?.cancel();
    this.#awayTimers.delete(id);
  }
}
