import type { Timer } from '@rostrum/lifecycle';
import {
  type Drill,
  type DrillReport,
  Fault,
  type NodeId,
  type ParticipantId,
  type RequestOf,
  type stageServer,
  toFault,
} from '@rostrum/protocol';
import { type Member, mediaReport, mixerReport } from '@rostrum/room';
import type { MediaLosses } from './media-losses.ts';
import { type RehearsalProgrammeOptions, rehearseProgramme } from './rehearsal-programme.ts';
import type { RoomCore } from './room-core.ts';

export interface RehearsalOptions extends RehearsalProgrammeOptions {
  readonly losses: Pick<MediaLosses, 'rehearse' | 'handleSfuDraining'>;
}

/** Whoever is not back by then is not back. A page tells what it has seen within ten seconds. */
const giveUpMs = 12_000;
const lookEveryMs = 100;

interface Moved {
  readonly member: Member;
  /** When they have connected again, as the room saw it. */
  connectedMs?: number;
  /** What their page has seen; null: it had no picture that could stop. */
  seenMs?: number | null;
}

/**
 * A host's drills: the media server is lost for this room alone, or a mixer for a programme that nobody watches. What was
 * measured is kept in memory, for the hosts' pages. `begin` runs in the room's queue.
 */
export class Rehearsal {
  readonly #options: RehearsalOptions;
  readonly #core: RoomCore;
  #running: Drill | null = null;
  #startedAtMs = 0;
  #moved: Moved[] = [];
  #reports: readonly DrillReport[] = [];
  #turn: Timer | undefined;

  constructor(options: RehearsalOptions) {
    this.#options = options;
    this.#core = options.core;
  }

  /**
   * Answered when it has begun. While live only the media server can be lost, when that is asked for in so many words, and
   * it is let go of only when its people are elsewhere.
   * @throws Fault DRILL_RUNNING, WEBINAR_ALREADY_LIVE, WEBINAR_ENDED
   */
  begin({ drill, whileLive = false }: RequestOf<typeof stageServer, 'rehearse'>): void {
    const { phase } = this.#core.record;
    if (this.#running) throw new Fault('DRILL_RUNNING');
    if (phase.name === 'ended') throw new Fault('WEBINAR_ENDED');
    const isLive = phase.name === 'live';
    if (isLive && !(whileLive && drill === 'media-server')) throw new Fault('WEBINAR_ALREADY_LIVE');
    this.#running = drill;
    this.#moved = [];
    this.#core.log.info({ drill, isLive }, 'rehearsal begun');
    this.#tell();
    const run = drill === 'media-server' ? this.#loseMedia(isLive) : rehearseProgramme(this.#options).then(mixerReport);
    run.then(
      (report) => this.#finish(report),
      (error: unknown) => this.#fail(error),
    );
  }

  /** Their page has seen their media come back. Null: there was nothing to see. */
  tellGap(id: ParticipantId, gapMs: number | null): void {
    const one = this.#moved.find(({ member }) => member.id === id);
    if (!one || this.#running !== 'media-server') return;
    one.seenMs = gapMs;
    this.#tell();
  }

  /** One of somebody's transports is connected. */
  handleConnected(id: ParticipantId): void {
    const one = this.#moved.find(({ member }) => member.id === id);
    if (!one || this.#running !== 'media-server') return;
    one.connectedMs = Math.round(this.#core.deps.clock.monotonic() - this.#startedAtMs);
    this.#tell();
  }

  /** Stops the timer. */
  close(): void {
    this.#turn?.cancel();
  }

  async #loseMedia(isLive: boolean): Promise<DrillReport> {
    const { sfus, clock } = this.#core.deps;
    const { home, standbys, members } = this.#core.record;
    const standby = standbys[0] ?? null;
    const servers = (await sfus.nodes()).filter(({ draining }) => !draining);
    const hostOf = (id: NodeId | null) => servers.find((node) => node.id === id)?.media?.privateAddress;
    const isSameMachine = standby !== null && hostOf(home) !== undefined && hostOf(home) === hostOf(standby);
    const facts = { servers: servers.length, isSameMachine };
    const moved = members.filter(
      ({ id, media }) => media?.kind === 'webrtc' && media.nodeId === home && this.#core.seats.of(id),
    );
    if (home === null || servers.length < 2 || moved.length === 0) return mediaReport({ ...facts, people: [] });
    this.#moved = moved.map((member) => ({ member }));
    this.#startedAtMs = clock.monotonic();
    this.#tell();
    for (const { id } of moved) this.#core.emitTo(id, 'drillBegan', {});
    await (isLive ? this.#options.losses.handleSfuDraining(home) : this.#options.losses.rehearse(home));
    await this.#settled();
    return mediaReport({ ...facts, people: this.#people() });
  }

  /** Everybody's page has said what it saw and everybody is connected, or the time is over. */
  async #settled(): Promise<void> {
    const { clock } = this.#core.deps;
    while (clock.monotonic() - this.#startedAtMs < giveUpMs) {
      if (
        this.#moved.every(({ seenMs, connectedMs }) => typeof seenMs === 'number' || (seenMs === null && connectedMs))
      )
        return;
      await new Promise<void>((resolve) => {
        this.#turn = clock.after(lookEveryMs, resolve);
      });
    }
  }

  #people() {
    return this.#moved.map(({ member: { id, name }, seenMs, connectedMs }) => ({
      id,
      name,
      gapMs: seenMs ?? connectedMs ?? null,
      isSeen: typeof seenMs === 'number',
    }));
  }

  #finish(report: DrillReport): void {
    this.#running = null;
    this.#reports = [...this.#reports.filter(({ drill }) => drill !== report.drill), report];
    this.#core.log.info({ drill: report.drill, score: report.score }, 'rehearsal done');
    this.#tell();
  }

  /** Not even begun: Redis is away, or the room was let go. The page keeps what it had. */
  #fail(error: unknown): void {
    const { code } = toFault(error);
    this.#core.log.warn({ drill: this.#running, code, err: error }, 'rehearsal failed');
    this.#running = null;
    this.#tell();
  }

  #tell(): void {
    this.#core.setRehearsal({ running: this.#running, people: this.#people(), reports: [...this.#reports] });
  }
}
