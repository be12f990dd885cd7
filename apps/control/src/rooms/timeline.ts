import { Backoff, type Clock, type Timer } from '@rostrum/lifecycle';
import {
  type Branding,
  mixDelayMs,
  type ProgrammeId,
  type TimelineEntry,
  type TimelineEvent,
  toFault,
} from '@rostrum/protocol';
import { decisions, entriesPerChunk, type Phase, type RoomRecord, timelineKey, timelineState } from '@rostrum/room';
import type { Log } from '@rostrum/service';

/** What keeping a timeline asks of a storage. */
export interface TimelineKeeping {
  /** Whole or not at all. */
  put(key: string, content: Uint8Array): Promise<void>;
}

export interface TimelineOptions {
  readonly storage: TimelineKeeping;
  readonly clock: Clock;
  readonly log: Log;
  /** Entries that are in the record and not in storage. */
  readonly unkept: () => readonly TimelineEntry[];
  /** They are in storage now. */
  readonly onKept: (ids: ReadonlySet<string>) => void;
}

/** What a room knows of what the programme shows. */
export interface Known {
  readonly record: RoomRecord;
  readonly branding: Branding;
}

/** A stage waits no longer than this for a storage. */
const keepDeadlineMs = 2000;

const randomId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 16);

/** The programme that a phase is about. */
function programmeOf(phase: Phase): ProgrammeId | undefined {
  if (phase.name === 'live') return phase.programmeId;
  return phase.name === 'ended' ? phase.programme?.id : undefined;
}

/**
 * Writes down what a room decides while its programme runs. An entry is first part of the room's record, which Redis has
 * at once, and leaves it when storage has it: neither control's end nor a storage that is away loses one.
 */
export class Timeline {
  readonly #options: TimelineOptions;
  readonly #writer = randomId();
  readonly #waits = new Backoff({ firstMs: 200, maxMs: 10_000 });
  /** What is in the object that is written to now. */
  #chunk: TimelineEntry[] = [];
  #keeping: Promise<boolean> = Promise.resolve(true);
  #chunks = 0;
  #retry: Timer | undefined;
  #isClosed = false;

  constructor(options: TimelineOptions) {
    this.#options = options;
  }

  /** What follows from a change of the record; nothing while no programme runs. */
  entriesOf(before: Known, after: Known): TimelineEntry[] {
    return this.entries(eventsOf(before, after));
  }

  /** A process that takes a room over says what it knows: it may be less than was decided. */
  opening({ record, branding }: Known): TimelineEntry[] {
    if (record.phase.name !== 'live') return [];
    return this.entries([{ type: 'state', state: timelineState(record, branding) }]);
  }

  entries(events: readonly TimelineEvent[]): TimelineEntry[] {
    // A mixer shows what it is told now in a frame of so long ago.
    const atMs = Math.max(0, Math.round(this.#options.clock.now() - mixDelayMs));
    return events.map((event) => ({ id: randomId(), atMs, event }));
  }

  /** Brings what is not kept to storage; tried again by itself. @returns whether all is there */
  keep(phase: Phase): Promise<boolean> {
    const programmeId = programmeOf(phase);
    if (programmeId === undefined || this.#isClosed) return Promise.resolve(this.#options.unkept().length === 0);
    return this.#keepNext(programmeId);
  }

  /** As `keep`; a storage that hangs is not waited for. */
  async keepInTime(phase: Phase): Promise<boolean> {
    let timer: Timer | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = this.#options.clock.after(keepDeadlineMs, () => resolve(false));
    });
    const isKept = await Promise.race([this.keep(phase), late]);
    timer?.cancel();
    return isKept;
  }

  /** What is not kept stays in the record, for whoever opens the room next. */
  close(): void {
    this.#isClosed = true;
    this.#retry?.cancel();
  }

  /** One write at a time. */
  #keepNext(programmeId: ProgrammeId): Promise<boolean> {
    this.#keeping = this.#keeping.then(() => this.#keepAll(programmeId));
    return this.#keeping;
  }

  async #keepAll(programmeId: ProgrammeId): Promise<boolean> {
    const { storage, unkept, onKept, clock, log } = this.#options;
    this.#retry?.cancel();
    while (unkept().length > 0) {
      if (this.#chunk.length >= entriesPerChunk) {
        this.#chunk = [];
        this.#chunks += 1;
      }
      const taken = unkept().slice(0, entriesPerChunk - this.#chunk.length);
      const chunk = [...this.#chunk, ...taken];
      const key = timelineKey(programmeId, { atMs: chunk[0]?.atMs ?? 0, writer: `${this.#writer}-${this.#chunks}` });
      try {
        await storage.put(key, Buffer.from(JSON.stringify({ entries: chunk })));
      } catch (error) {
        const { code } = toFault(error);
        log.warn({ programme: programmeId, code, unkept: unkept().length }, 'timeline not kept yet');
        if (!this.#isClosed) this.#retry = clock.after(this.#waits.next(), () => void this.#keepNext(programmeId));
        return false;
      }
      this.#waits.reset();
      this.#chunk = chunk;
      onKept(new Set(taken.map(({ id }) => id)));
    }
    return true;
  }
}

function eventsOf(before: Known, after: Known): TimelineEvent[] {
  const [was, is] = [before.record.phase, after.record.phase];
  if (is.name === 'ended') return was.name === 'live' ? [{ type: 'ended' }] : [];
  if (is.name !== 'live') return [];
  const state = timelineState(after.record, after.branding);
  const events: TimelineEvent[] =
    was.name === 'live' ? decisions(timelineState(before.record, before.branding), state) : [{ type: 'state', state }];
  const epoch = is.placement?.epoch;
  if (epoch !== undefined && epoch !== (was.name === 'live' ? was.placement?.epoch : undefined)) {
    events.push({ type: 'mixer', epoch });
  }
  return events;
}
