import type { Clock, Timer } from '@rostrum/lifecycle';
import { type Announced, type Announcement, Fault } from '@rostrum/protocol';
import type { Backlog } from './keeper.ts';
import { Playback } from './playback.ts';
import { Programme, type ProgrammeEvents } from './programme.ts';
import type { ProgrammeStorage } from './programme-storage.ts';

const sweepEveryMs = 60_000;
/** A programme that nobody asked for this long is dropped from memory; storage has all of it. */
const endedIdleMs = 5 * 60_000;
const liveIdleMs = 3600_000;
const maxEnded = 200;

export interface ProgrammesOptions {
  readonly storage: ProgrammeStorage;
  readonly clock: Clock;
  /** How far back a live playlist reaches. Delta updates keep it cheap. Default 1800. */
  readonly dvrWindowSeconds?: number;
  /** The most that waits in memory for a storage that is away, of all programmes. Default 512 MiB. */
  readonly maxUnkeptBytes?: number;
  readonly events: (programmeId: string) => ProgrammeEvents;
}

export interface OpenProgramme {
  readonly programme: Programme;
  readonly playback: Playback;
  usedAtMs: number;
  /** When it was read from storage. */
  readAtMs: number;
}

/** Half an hour of a programme in three sizes. */
const defaultMaxUnkeptBytes = 512 * 1024 * 1024;

/** A live programme that no mixer sends to us may be fed by another process: storage knows. */
const readAgainEveryMs = 2000;

/** The programmes in memory: those that are announced, and those that somebody asked for, read back from storage. */
export class Programmes {
  readonly #options: ProgrammesOptions;
  readonly #open = new Map<string, OpenProgramme>();
  readonly #loading = new Map<string, Promise<OpenProgramme | undefined>>();
  readonly #sweep: Timer;
  readonly #backlog: Backlog;
  #isClosed = false;

  constructor(options: ProgrammesOptions) {
    this.#options = options;
    this.#backlog = { bytes: 0, maxBytes: options.maxUnkeptBytes ?? defaultMaxUnkeptBytes };
    this.#sweep = options.clock.every(sweepEveryMs, () => this.#dropIdle());
  }

  /** What is in memory because storage does not have it yet. */
  get unkeptBytes(): number {
    return this.#backlog.bytes;
  }

  get open(): Iterable<Programme> {
    return [...this.#open.values()].map(({ programme }) => programme);
  }

  /** @throws Fault PROGRAMME_NOT_FOUND, STORAGE_UNAVAILABLE, SHUTTING_DOWN */
  async find(id: string): Promise<OpenProgramme> {
    this.#assertOpen();
    const found = this.#open.get(id) ?? (await this.#load(id));
    if (!found) throw new Fault('PROGRAMME_NOT_FOUND');
    const now = this.#options.clock.monotonic();
    found.usedAtMs = now;
    const { programme } = found;
    if (!programme.isFed && !programme.hasEnded && now - found.readAtMs > readAgainEveryMs) {
      found.readAtMs = now;
      await programme.readAgain();
    }
    return found;
  }

  /** As Programme.announce; the first announcement makes the programme. */
  async announce(id: string, announcement: Announcement): Promise<Announced> {
    this.#assertOpen();
    const known = this.#open.get(id);
    const loaded = known ?? (await this.#load(id));
    // Another announcement may have made it while this one looked.
    const { programme } = this.#open.get(id) ?? loaded ?? this.#add(new Programme(this.#programmeOptions(id)));
    // Another process may have had the programme since this one looked.
    if (known && (!programme.isFed || programme.tracks.lacks(announcement))) await programme.readAgain();
    return programme.announce(announcement);
  }

  /** Answers held requests and keeps what is unfinished; storage gets `deadlineMs` for it. */
  async close(deadlineMs: number): Promise<void> {
    this.#isClosed = true;
    this.#sweep.cancel();
    const closing = [...this.open].map((programme) => programme.close(deadlineMs));
    const failed = (await Promise.allSettled(closing)).filter((result) => result.status === 'rejected');
    if (failed.length > 0)
      throw new AggregateError(
        failed.map(({ reason }) => reason),
        'not everything was kept',
      );
  }

  #load(id: string): Promise<OpenProgramme | undefined> {
    const loading = this.#loading.get(id) ?? this.#restore(id).finally(() => this.#loading.delete(id));
    this.#loading.set(id, loading);
    return loading;
  }

  async #restore(id: string): Promise<OpenProgramme | undefined> {
    const programme = await Programme.restore(this.#programmeOptions(id));
    if (!programme) return undefined;
    this.#assertOpen();
    return this.#add(programme);
  }

  /** What would be taken now would never be kept. */
  #assertOpen(): void {
    if (this.#isClosed) throw new Fault('SHUTTING_DOWN');
  }

  #programmeOptions(id: string) {
    const { storage, clock, events } = this.#options;
    return { id, storage, clock, events: events(id), backlog: this.#backlog };
  }

  #add(programme: Programme): OpenProgramme {
    const { clock, dvrWindowSeconds = 1800 } = this.#options;
    const now = clock.monotonic();
    const open = { programme, playback: new Playback(programme, { dvrWindowSeconds }), usedAtMs: now, readAtMs: now };
    this.#open.set(programme.id, open);
    return open;
  }

  #dropIdle(): void {
    const now = this.#options.clock.monotonic();
    const oldestFirst = [...this.#open.values()].sort((a, b) => a.usedAtMs - b.usedAtMs);
    let tooMany = oldestFirst.filter(({ programme }) => programme.hasEnded).length - maxEnded;
    for (const { programme, usedAtMs } of oldestFirst) {
      const isIdle = now - usedAtMs > (programme.hasEnded ? endedIdleMs : liveIdleMs);
      const isSurplus = programme.hasEnded && tooMany > 0;
      if (isSurplus) tooMany -= 1;
      if ((!isIdle && !isSurplus) || programme.held.size > 0) continue;
      if (programme.waitingForStorage > 0) continue;
      programme.completeSegments(); // One that nobody goes on with; the next sweep finds it kept.
      if (programme.waitingForStorage === 0) this.#open.delete(programme.id);
    }
  }
}
