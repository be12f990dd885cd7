import type { Clock } from '@rostrum/lifecycle';
import {
  type Announced,
  type Announcement,
  Fault,
  type PartPlace,
  type PartQuery,
  type PartTaken,
  type Resume,
} from '@rostrum/protocol';
import { Captions } from './captions.ts';
import type { TimedCue } from './cue-log.ts';
import { HeldRequests } from './held-requests.ts';
import type { Backlog } from './keeper.ts';
import { ProgrammeArchive } from './programme-archive.ts';
import type { ProgrammeStorage } from './programme-storage.ts';
import { readStoredProgramme, type StoredProgramme } from './read-programme.ts';
import { durationOf, type PartIdentity, type Segment } from './segment.ts';
import type { StoredAnnouncement } from './stored-json.ts';
import { isReached, type Track, Tracks } from './tracks.ts';

/** Longest that `end` waits for storage; who asks waits ten seconds for an answer. */
const settleMs = 8000;

export interface ProgrammeEvents {
  /** Storage was away for so long that memory has no more room for it: it is a gap in the replay. */
  segmentLost(about: { rendition: string; epoch: number; msn: number }): void;
  storageFailed(fault: Fault, about: { key: string; retryMs: number; waiting: number }): void;
  /** A mixer broke its announcement; players may stumble, so the part is taken all the same. */
  durationExceeded(about: {
    rendition: string;
    what: 'part' | 'segment';
    seconds: number;
    targetSeconds: number;
  }): void;
}

export interface ProgrammeOptions {
  readonly id: string;
  readonly storage: ProgrammeStorage;
  readonly clock: Clock;
  readonly events: ProgrammeEvents;
  /** Of the process. Default: without a bound. */
  readonly backlog?: Backlog;
}

/** A mixer tries again several times a second; one that was not heard for so long is gone. */
const catchUpMs = 5000;

/** One programme: what mixers add to its renditions, what is kept of that, and the state from which playlists are written. */
export class Programme {
  readonly id: string;
  readonly held: HeldRequests;
  readonly tracks = new Tracks();
  captions: Captions | undefined;
  readonly #archive: ProgrammeArchive;
  readonly #events: ProgrammeEvents;
  readonly #options: ProgrammeOptions;
  #version = 0;
  #hasEnded = false;
  #isFed = false;
  /**
   * A rendition has its last part. A playlist with it hints at another one, which a player may ask for at once, and call it
   * an error that it never comes (shaka-player does). So who is held waits for `end`, which follows, or their own deadline.
   */
  #isEnding = false;

  constructor(options: ProgrammeOptions) {
    const { id, storage, clock, events, backlog = { bytes: 0, maxBytes: Infinity } } = options;
    this.#options = options;
    this.id = id;
    this.held = new HeldRequests(clock);
    this.#events = events;
    const onFailure: ProgrammeEvents['storageFailed'] = (fault, about) => events.storageFailed(fault, about);
    this.#archive = new ProgrammeArchive(id, { storage, clock, backlog, onFailure });
  }

  /** The programme as an earlier process has kept it; undefined when there is none. @throws Fault STORAGE_UNAVAILABLE */
  static async restore(options: ProgrammeOptions): Promise<Programme | undefined> {
    const stored = await readStoredProgramme(options.storage, options.id);
    if (!stored) return undefined;
    const programme = new Programme(options);
    programme.#absorb(stored);
    const untilMs = options.clock.monotonic() + catchUpMs;
    if (!stored.hasEnded) for (const track of programme.tracks.all()) track.behind = { untilMs };
    return programme;
  }

  /** Takes over what another process has kept since this one looked. @throws Fault STORAGE_UNAVAILABLE */
  async readAgain(): Promise<void> {
    const stored = await readStoredProgramme(this.#options.storage, this.id);
    if (!stored || this.#hasEnded) return;
    this.#absorb(stored);
    this.#changed();
  }

  /** A mixer has announced itself to this process, or sends to it: what is in memory is the newest there is. */
  get isFed(): boolean {
    return this.#isFed;
  }

  /** Whether players know more of this rendition than we do, and a mixer is expected to bring it. */
  isBehind(track: Track): boolean {
    if (track.behind && this.#options.clock.monotonic() >= track.behind.untilMs) track.behind = undefined;
    return track.behind !== undefined && !this.#hasEnded;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Grows with each change: what was written from an older version is out of date. */
  get version(): number {
    return this.#version;
  }

  /** Things that storage does not have yet. */
  get waitingForStorage(): number {
    return this.#archive.waiting;
  }

  /**
   * A mixer takes the programme, or goes on with its own. What the one before left unfinished is completed as it is.
   * @throws Fault EPOCH_STALE, PROGRAMME_ENDED, or FIELD_INVALID for other renditions than before
   */
  announce({ resume, ...announcement }: Announcement): Announced {
    const { current } = this.tracks;
    this.#isFed = true;
    this.#isEnding = false;
    if (current?.announcement.epoch === announcement.epoch) return this.#resume(current.nextMsn, resume);
    if (current) {
      this.tracks.assertNotStale(announcement.epoch);
      if (this.#hasEnded) throw new Fault('PROGRAMME_ENDED');
    }
    this.tracks.assertSame(announcement);
    this.completeSegments();
    const { endMs } = this.tracks;
    const nextMsn = Math.max(resume?.nextMsn ?? 0, this.tracks.nextMsn);
    const announced = { announcement, nextMsn };
    this.#adopt(announced);
    this.tracks.startEpoch();
    this.#archive.keepAnnouncement(announced);
    return { ...this.#resume(nextMsn, resume), ...(endMs === undefined ? {} : { endMs }) };
  }

  /** @throws Fault EPOCH_STALE, PART_OUT_OF_ORDER, PROGRAMME_ENDED, PROGRAMME_NOT_FOUND */
  putInit({ rendition, epoch }: { rendition: string; epoch: number }, bytes: Uint8Array): void {
    const { store } = this.tracks.of(rendition, epoch);
    if (store.init(epoch)) return;
    if (this.#hasEnded) throw new Fault('PROGRAMME_ENDED');
    store.putInit(epoch, bytes);
    this.#archive.keepInit(rendition, epoch, bytes);
    this.#changed();
  }

  /**
   * Publishes a part. One that is already here is acknowledged again.
   * @throws Fault EPOCH_STALE, PART_OUT_OF_ORDER, PROGRAMME_ENDED, PROGRAMME_NOT_FOUND
   */
  putPart(part: PartIdentity & { readonly rendition: string }, facts: PartQuery, bytes: Uint8Array): PartTaken {
    const track = this.tracks.of(part.rendition, part.epoch);
    if (this.#hasEnded && !track.store.isKnown(part)) throw new Fault('PROGRAMME_ENDED');
    const { durationSeconds, programDateTimeMs } = facts;
    const { isNew, completed } = track.store.putPart(part, {
      durationSeconds,
      programDateTimeMs,
      independent: facts.independent === 1,
      last: facts.last === 1,
      bytes,
    });
    const taken = { keptBeforeMsn: track.store.keptBeforeMsn };
    if (!isNew) return taken;
    // After a restart, what comes may follow what was kept: then its mixer never announces itself again.
    this.#isFed = true;
    // One that is sent again was published before, and so were its captions.
    if (track === this.tracks.lead && !track.behind) this.#placeCues(part, programDateTimeMs);
    if (!track.behind?.place || isReached(track.store.next, track.behind.place)) track.behind = undefined;
    this.tracks.noteMedia(part.epoch);
    if (completed) this.#keepSegment(track, completed);
    this.#checkDurations(track, durationSeconds, completed);
    if (facts.final === 1) this.#isEnding = true;
    this.#changed();
    return taken;
  }

  /**
   * Cues for the next part that is published.
   * @returns the programme time of the live edge
   * @throws Fault CAPTIONS_OFF, PROGRAMME_ENDED, ORIGIN_UNAVAILABLE when another process has the programme, or as CueLog.add
   */
  addCues(cues: readonly TimedCue[]): number {
    if (this.#hasEnded) throw new Fault('PROGRAMME_ENDED');
    if (!this.#isFed) throw new Fault('ORIGIN_UNAVAILABLE', { detail: 'no mixer sends to this origin' });
    if (!this.captions) throw new Fault('CAPTIONS_OFF');
    const { open, segments = [] } = this.tracks.lead?.store ?? {};
    const last = segments.at(-1);
    const edgeMs = open
      ? open.programDateTimeMs + durationOf(open.parts) * 1000
      : last && last.programDateTimeMs + last.durationSeconds * 1000;
    if (edgeMs === undefined) throw new Fault('PLAYLIST_TIMEOUT', { detail: 'nothing was published yet' });
    this.captions.add(cues, edgeMs);
    return Math.round(edgeMs);
  }

  /**
   * No more will come. Answers when everything is in storage; may be called again.
   * @param next what would come next; without it, what is there is all
   * @throws Fault EPOCH_STALE, PROGRAMME_NOT_FOUND, PART_OUT_OF_ORDER when something before `next` is missing, or
   *   STORAGE_UNAVAILABLE when it takes too long, and goes on trying
   */
  async end(epoch: number, next: readonly PartPlace[] = []): Promise<void> {
    this.tracks.assertNotStale(epoch);
    if (!this.#hasEnded) {
      for (const { rendition, ...place } of next) {
        const store = this.tracks.get(rendition)?.store;
        if (!store || isReached(store.next, place)) continue;
        throw new Fault('PART_OUT_OF_ORDER', { detail: `${rendition} ends before ${place.msn}.${place.part}` });
      }
      this.#hasEnded = true;
      this.#isEnding = false;
      this.completeSegments();
      this.#archive.keepEnd(epoch);
      this.#changed();
    }
    await this.#archive.settled(settleMs);
  }

  /**
   * Answers what is held, and keeps what is complete. The segment that is being written stays the mixer's, which sends it to
   * whoever goes on. @throws Fault STORAGE_UNAVAILABLE after `deadlineMs`
   */
  async close(deadlineMs: number): Promise<void> {
    this.held.close();
    try {
      await this.#archive.settled(deadlineMs);
    } finally {
      this.#archive.close();
    }
  }

  #adopt(announced: StoredAnnouncement): void {
    this.tracks.adopt(announced);
    const { captions } = announced.announcement;
    // Players know of them for as long as the programme is there, whatever a later mixer says.
    if (captions && this.captions) this.captions.track = captions;
    else if (captions) this.captions = new Captions(captions);
  }

  #absorb(stored: StoredProgramme): void {
    const known = this.tracks.current?.announcement.epoch ?? 0;
    for (const announced of stored.announcements) if (announced.announcement.epoch > known) this.#adopt(announced);
    for (const [name, segments] of stored.segments) this.tracks.restore(name, segments);
    this.captions?.restore(stored.cues);
    this.tracks.startEpoch();
    this.#hasEnded = stored.hasEnded;
  }

  /** What the mixer must send, so that everything which was once published is there again. */
  #resume(nextMsn: number, resume: Resume | undefined): Announced {
    const { clock } = this.#options;
    for (const { rendition, oldestMsn, acknowledged } of resume?.renditions ?? []) {
      const track = this.tracks.get(rendition);
      if (!track) continue;
      if (track.store.next.msn < oldestMsn) this.#fillGap(track, oldestMsn);
      const isBehind = !isReached(track.store.next, acknowledged);
      track.behind = isBehind ? { place: acknowledged, untilMs: clock.monotonic() + catchUpMs } : undefined;
    }
    if (!resume) for (const track of this.tracks.all()) track.behind = undefined;
    this.#changed();
    return { nextMsn, next: this.tracks.nextPlaces };
  }

  #fillGap(track: Track, msn: number): void {
    const { store } = track;
    const places = store.fillGap(msn, {
      segmentSeconds: this.tracks.targetDurationSeconds,
      nowMs: this.#options.clock.now(),
    });
    this.#archive.keepFacts(track, places);
    const last = store.segments.at(-1);
    if (last) this.tracks.noteMedia(last.epoch);
  }

  #placeCues(part: PartIdentity, startMs: number): void {
    const { captions } = this;
    for (const page of captions?.place(part, startMs) ?? [])
      this.#archive.keepCues(page, () => captions?.page(page) ?? new Uint8Array());
  }

  /** What is unfinished is completed as it is, and kept. */
  completeSegments(): void {
    for (const track of this.tracks.all()) {
      const completed = track.store.completeSegment();
      if (completed) this.#keepSegment(track, completed);
    }
  }

  #keepSegment(track: Track, segment: Segment): void {
    this.#archive.keepSegment(track, segment, () => this.#lose(track.rendition.name, segment));
  }

  #lose(rendition: string, segment: Segment): void {
    segment.isGap = true;
    segment.isKept = true;
    segment.bytes = undefined;
    segment.parts = [];
    this.#events.segmentLost({ rendition, epoch: segment.epoch, msn: segment.msn });
    this.#changed();
  }

  #checkDurations({ rendition: { name, kind } }: Track, seconds: number, completed: Segment | undefined): void {
    const partTarget = this.tracks.partTargetSeconds(kind);
    const target = this.tracks.targetDurationSeconds;
    // A tenth of a millisecond is what writing a duration with few digits costs.
    if (seconds > partTarget + 0.0001) {
      this.#events.durationExceeded({ rendition: name, what: 'part', seconds, targetSeconds: partTarget });
    }
    // "The EXTINF duration …, when rounded to the nearest integer, MUST be less than or equal to the Target Duration".
    if (completed && Math.round(completed.durationSeconds) > target) {
      const about = { rendition: name, what: 'segment', seconds: completed.durationSeconds } as const;
      this.#events.durationExceeded({ ...about, targetSeconds: target });
    }
  }

  #changed(): void {
    this.#version += 1;
    if (!this.#isEnding) this.held.changed();
  }
}
