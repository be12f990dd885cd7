import type { Timer } from '@rostrum/lifecycle';
import {
  type Branding,
  type CaptionTrack,
  type EventName,
  type EventOf,
  Fault,
  type ParticipantId,
  type Rehearsal,
  type StageState,
  type StandbyPolicy,
  type stageServer,
  type TimelineEntry,
  type TimelineEvent,
  type WebinarFacts,
} from '@rostrum/protocol';
import {
  handsFor,
  may,
  memberOf,
  next,
  ownState,
  type Person,
  type RoomEvent,
  type RoomRecord,
  roleOf,
  stageParticipants,
} from '@rostrum/room';
import type { Log } from '@rostrum/service';
import { Keeper } from './keeper.ts';
import type { RoomDeps } from './room-deps.ts';
import { RoomNodes } from './room-nodes.ts';
import { type Seat, Seats } from './seats.ts';
import { type Known, Timeline } from './timeline.ts';

/** Runs a task after all others of the room. */
export type RunInQueue = <T>(task: () => Promise<T>) => Promise<T>;

interface Opening {
  readonly facts: WebinarFacts;
  readonly branding: Branding;
  readonly captions: CaptionTrack | null;
  readonly standby: StandbyPolicy;
  readonly deps: RoomDeps;
  readonly run: RunInQueue;
}

/** The audience hears of news (live, ended, a new title) after this long: changes in a row are told once. */
const audienceIntervalMs = 250;
/** That only their number changed is told less often the more they are: each telling writes to all of their sockets. */
const audienceIntervalPerViewerMs = 1;

/**
 * A room's state and who hears of it. Everything that changes the record runs in the room's queue, and goes through
 * `apply`.
 */
export class RoomCore {
  readonly deps: RoomDeps;
  readonly log: Log;
  readonly seats = new Seats();
  /** Where the room's media is. */
  readonly nodes: RoomNodes;
  readonly #run: RunInQueue;
  #isClosed = false;
  /** Tasks that keep what they change to themselves. */
  #quiet = 0;
  #record: RoomRecord;
  #facts: WebinarFacts;
  #branding: Branding;
  #captions: CaptionTrack | null;
  #standby: StandbyPolicy;
  #rehearsal: Rehearsal | undefined;
  #audienceTurn: { readonly dueMs: number; readonly timer: Timer } | undefined;
  #toldFacts: WebinarFacts | undefined;
  #toldViewers: number | undefined;
  /** The last state that each seat of the studio was sent, as text. */
  readonly #toldStudio = new WeakMap<Seat, string>();
  readonly #onChanges: (() => void)[] = [];
  readonly #keeper: Keeper;
  readonly #timeline: Timeline;
  /** What the timeline has said of. */
  #noted: Known;

  private constructor(record: RoomRecord, { facts, branding, captions, standby, deps, run }: Opening) {
    this.#record = record;
    this.#facts = facts;
    this.#branding = branding;
    this.#captions = captions;
    this.#standby = standby;
    this.deps = deps;
    this.log = deps.log.child({ room: record.id });
    this.#run = run;
    this.nodes = new RoomNodes(this);
    const { snapshots, clock, lease } = deps;
    this.#keeper = new Keeper({
      what: 'room',
      write: () => snapshots.save(record.id, JSON.stringify(this.#record), lease.epoch),
      onLost: () => lease.lose(),
      clock,
      log: this.log,
    });
    this.#timeline = new Timeline({
      storage: deps.timelines,
      clock: deps.clock,
      log: this.log,
      unkept: () => this.#record.unkept,
      onKept: (ids) => this.#letGoOf(ids),
    });
    this.#noted = { record, branding };
    this.#note(this.#timeline.opening(this.#noted));
  }

  static async open(record: RoomRecord, { deps, run }: { deps: RoomDeps; run: RunInQueue }): Promise<RoomCore> {
    const { facts, look } = deps;
    const now = { facts: await facts(), branding: await look.branding(), captions: await look.captions() };
    return new RoomCore(record, { ...now, standby: await deps.standby(), deps, run });
  }

  /** Work that nobody waits for: a failure is logged, and the supervisor of the failed part tries again. */
  enqueue(task: () => Promise<void>): void {
    this.#run(task).catch((error: Fault) => {
      this.log.warn({ code: error.code, err: error }, 'room task failed');
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get record(): RoomRecord {
    return this.#record;
  }

  get facts(): WebinarFacts {
    return this.#facts;
  }

  get branding(): Branding {
    return this.#branding;
  }

  /** Known here, so that another mixer can be told of them while the database is away. */
  get captions(): CaptionTrack | null {
    return this.#captions;
  }

  /** What it keeps ready for the death of an SFU node. */
  get standby(): StandbyPolicy {
    return this.#standby;
  }

  /** Makes it so, keeps it, and tells everybody. */
  apply(event: RoomEvent): void {
    const before = this.#record;
    this.#record = next(before, event);
    this.log.debug({ event: event.type, revision: this.#record.revision }, 'room changed');
    this.#noteChange();
    this.#keeper.touch();
    this.#tellStage();
    this.#tellViewersOfThemselves(before);
    this.tellAudience();
    for (const run of this.#onChanges) run();
  }

  /** The stage hears of what happens in it when it is over: with each telling every page draws anew. */
  async quietly<T>(task: () => Promise<T>): Promise<T> {
    this.#quiet += 1;
    try {
      return await task();
    } finally {
      this.#quiet -= 1;
      this.#tellStage();
    }
  }

  /**
   * All changes until now are where the next owner of the room finds them, or Redis is away. Whoever asked for one is
   * answered after that. @returns whether they are there
   * @throws Fault LEASE_LOST
   */
  kept(): Promise<boolean> {
    return this.#keeper.kept();
  }

  /** Writes something into the programme's timeline. @throws Fault STORAGE_UNAVAILABLE when it is kept nowhere yet */
  async mark(event: TimelineEvent): Promise<void> {
    this.#note(this.#timeline.entries([event]));
    this.#keeper.touch();
    if (await this.kept()) return; // In Redis, until it is in storage.
    if (!(await this.timelineKept())) throw new Fault('STORAGE_UNAVAILABLE', { detail: 'a marker is not kept yet' });
  }

  /** @returns whether all of the timeline is in storage; what is not, or not in time, is kept later */
  timelineKept(): Promise<boolean> {
    return this.#timeline.keepInTime(this.#record.phase);
  }

  /** Runs after each change of the record. */
  onChange(run: () => void): void {
    this.#onChanges.push(run);
  }

  /** Somebody with the role that counts now. */
  personOf({ participantId: id, role }: Pick<Seat, 'participantId' | 'role'>): Person {
    return { id, role: roleOf(this.#record, { id, role }) };
  }

  /** What they call themselves; a word for their role when they never said it. */
  nameOf({ id, role }: Person): string {
    const hand = this.#record.hands.find((one) => one.participantId === id);
    const known = memberOf(this.#record, id)?.name ?? this.seats.of(id)?.name ?? hand?.name;
    return known ?? (role === 'viewer' ? 'Viewer' : 'Host');
  }

  /** The webinar's facts are others now (its phase or its title): tells everybody. */
  setFacts(facts: WebinarFacts): void {
    this.#facts = facts;
    this.#tellStage();
    this.tellAudience();
  }

  /** A host's drill has begun, gone on or ended. */
  setRehearsal(rehearsal: Rehearsal): void {
    this.#rehearsal = rehearsal;
    this.#tellStage();
  }

  /** The webinar was changed by its organizer. */
  async refresh(): Promise<void> {
    this.#branding = await this.deps.look.branding();
    this.#captions = await this.deps.look.captions();
    const standby = await this.deps.standby();
    if (standby !== this.#standby) {
      this.#standby = standby;
      this.nodes.policyChanged();
      for (const run of this.#onChanges) run();
    }
    this.#noteChange();
    this.setFacts(await this.deps.facts());
  }

  /** Someone came or went: the others hear of the number, and a newcomer of the next state, whatever it is. */
  seatsChanged(): void {
    this.#toldViewers = undefined;
    this.tellAudience();
  }

  state(person: Person): StageState {
    const isAudience = person.role === 'viewer';
    const { production } = this.#record;
    return {
      webinar: this.#facts,
      participants: isAudience ? [] : stageParticipants(this.#record),
      speaker: isAudience ? null : this.#record.speaker,
      viewers: this.seats.viewers,
      stageLocked: this.#record.stageLocked,
      hands: handsFor(this.#record, person),
      me: ownState(this.#record, person),
      ...(isAudience ? {} : { scene: production.scene }),
      ...(may(person.role, 'direct') ? { direction: { production, branding: this.#branding } } : {}),
      ...(this.#rehearsal && may(person.role, 'rehearse') ? { rehearsal: this.#rehearsal } : {}),
    };
  }

  /** To everybody with an open socket who `isMeant`. */
  emitToAll<E extends EventName<typeof stageServer>>(
    event: E,
    data: EventOf<typeof stageServer, E>,
    isMeant: (person: Person) => boolean = () => true,
  ): void {
    for (const seats of [this.seats.studio(), this.seats.audience()]) {
      for (const seat of seats) if (isMeant(this.personOf(seat))) seat.socket.emit(event, data);
    }
  }

  emitTo<E extends EventName<typeof stageServer>>(
    id: ParticipantId,
    event: E,
    data: EventOf<typeof stageServer, E>,
  ): void {
    this.seats.of(id)?.socket.emit(event, data);
  }

  tellAudience(): void {
    const { clock } = this.deps;
    const { viewers } = this.seats;
    const isNews = this.#facts !== this.#toldFacts;
    if (!isNews && viewers === this.#toldViewers) return;
    const waitMs = isNews ? audienceIntervalMs : Math.max(audienceIntervalMs, viewers * audienceIntervalPerViewerMs);
    const dueMs = clock.monotonic() + waitMs;
    if (this.#audienceTurn && this.#audienceTurn.dueMs <= dueMs) return;
    this.#audienceTurn?.timer.cancel();
    this.#audienceTurn = { dueMs, timer: clock.after(waitMs, () => this.#tellAudienceNow()) };
  }

  /** Stops the timers. What is not kept yet is written once more. */
  close(): void {
    this.#isClosed = true;
    this.nodes.stop();
    this.#audienceTurn?.timer.cancel();
    this.#keeper.close();
    this.#timeline.close();
  }

  #noteChange(): void {
    const known = { record: this.#record, branding: this.#branding };
    const entries = this.#timeline.entriesOf(this.#noted, known);
    this.#noted = known;
    this.#note(entries);
  }

  #note(entries: readonly TimelineEntry[]): void {
    if (entries.length > 0) this.#record = next(this.#record, { type: 'noted', entries });
    if (this.#record.unkept.length > 0) void this.#timeline.keep(this.#record.phase);
  }

  #letGoOf(ids: ReadonlySet<string>): void {
    this.#record = next(this.#record, { type: 'notesKept', ids });
    this.#keeper.touch();
  }

  #tellAudienceNow(): void {
    this.#audienceTurn = undefined;
    this.#toldFacts = this.#facts;
    this.#toldViewers = this.seats.viewers;
    for (const seat of this.seats.audience()) seat.socket.emit('state', this.state(this.personOf(seat)));
    this.#tellStage(); // Of the number; the rest it has heard at once.
  }

  /** What concerns one viewer alone is told at once, and to that one alone. */
  #tellViewersOfThemselves(before: RoomRecord): void {
    const { hands, offers } = this.#record;
    if (hands === before.hands && offers === before.offers) return;
    const about = new Set([...before.hands, ...hands, ...before.offers, ...offers].map((one) => one.participantId));
    for (const id of about) {
      const seat = this.seats.of(id);
      if (!(seat && this.seats.isInAudience(id))) continue;
      const person = this.personOf(seat);
      const [was, is] = [ownState(before, person), ownState(this.#record, person)];
      if (JSON.stringify(was) !== JSON.stringify(is)) seat.socket.emit('state', this.state(person));
    }
  }

  /** Much that changes the record (consumers, the programme) changes nothing that a page draws. */
  #tellStage(): void {
    if (this.#quiet > 0) return;
    for (const seat of this.seats.studio()) {
      const state = this.state(this.personOf(seat));
      const text = JSON.stringify(state);
      if (text === this.#toldStudio.get(seat)) continue;
      this.#toldStudio.set(seat, text);
      seat.socket.emit('state', state);
    }
  }
}
