import { Fault } from '@rostrum/protocol';
import {
  completeSegment,
  durationOf,
  type OpenSegment,
  type Part,
  type PartIdentity,
  type Segment,
  type SegmentFacts,
} from './segment.ts';

/** Bytes of kept segments stay in memory this long behind the live edge: nearly all viewers are there. */
const memorySeconds = 30;

export interface PutPart {
  readonly durationSeconds: number;
  readonly independent: boolean;
  readonly last: boolean;
  readonly programDateTimeMs: number;
  readonly bytes: Uint8Array;
}

/**
 * One rendition: every segment since the programme began, and the one that is being written. A segment's Media Sequence
 * Number is its place in `segments`, from 0. Bytes are let go once they are kept and old.
 */
export class PartStore {
  readonly #segments: Segment[] = [];
  readonly #places = new Map<string, number>();
  /** Initialization Sections by epoch; `kept` when the bytes are only in storage. */
  readonly #inits = new Map<number, Uint8Array | 'kept'>();
  /** Segments of the current epoch with a smaller number are in storage. */
  keptBeforeMsn = 0;
  #open: OpenSegment | undefined;
  #epoch = 0;
  #nextMsn = 0;
  #released = 0;

  get segments(): readonly Segment[] {
    return this.#segments;
  }

  get open(): OpenSegment | undefined {
    return this.#open;
  }

  /** The part that comes next; it is what the playlist hints at. */
  get next(): PartIdentity {
    return { epoch: this.#epoch, msn: this.#open?.msn ?? this.#nextMsn, part: this.#open?.parts.length ?? 0 };
  }

  /** All segments that another process has kept, of which some may be here already. */
  restore(segments: readonly SegmentFacts[]): void {
    const missing = segments.slice(this.#segments.length);
    const last = missing.at(-1);
    if (!last) return;
    if (this.#open && (this.#open.epoch < last.epoch || this.#open.msn <= last.msn)) this.#open = undefined;
    for (const facts of missing) {
      this.#add({ ...facts, parts: [], bytes: undefined, isKept: true });
      if (!this.#inits.has(facts.epoch)) this.#inits.set(facts.epoch, 'kept');
    }
  }

  /**
   * Lists what is missing before `msn` as lost: the numbers go on, and there is no media.
   * @param segmentSeconds how long each of them is taken to be
   * @returns the places of the new segments
   */
  fillGap(msn: number, { segmentSeconds, nowMs }: { segmentSeconds: number; nowMs: number }): number[] {
    const places: number[] = [];
    this.#open = undefined; // Half a segment whose other half is lost.
    for (; this.#nextMsn < msn; this.#nextMsn += 1) {
      const last = this.#segments.at(-1);
      const programDateTimeMs = last ? last.programDateTimeMs + last.durationSeconds * 1000 : nowMs;
      const facts = { epoch: this.#epoch, msn: this.#nextMsn, durationSeconds: segmentSeconds, programDateTimeMs };
      places.push(this.#segments.length);
      this.#add({ ...facts, sizeBytes: 0, isGap: true, parts: [], bytes: undefined, isKept: true });
    }
    return places;
  }

  /** From now on parts are of this epoch; what the one before left open was completed. */
  startEpoch(epoch: number, nextMsn: number): void {
    this.#epoch = epoch;
    this.keptBeforeMsn = nextMsn;
    const last = this.#segments.at(-1);
    // After a restart in the middle of an epoch, its segments are already here.
    this.#nextMsn = last?.epoch === epoch ? last.msn + 1 : nextMsn;
    if (last?.epoch === epoch) this.keptBeforeMsn = this.#nextMsn;
  }

  /** Completes the open segment as it is, if there is one. */
  completeSegment(): Segment | undefined {
    if (!this.#open) return undefined;
    const segment = completeSegment(this.#open);
    this.#open = undefined;
    this.#nextMsn = segment.msn + 1;
    this.#add(segment);
    this.releaseOld();
    return segment;
  }

  /** Answers false when it was here before. */
  putInit(epoch: number, bytes: Uint8Array): boolean {
    if (this.#inits.has(epoch)) return false;
    this.#inits.set(epoch, bytes);
    return true;
  }

  init(epoch: number): Uint8Array | 'kept' | undefined {
    return this.#inits.get(epoch);
  }

  /** Whether this part of the current epoch came before; a part of a segment that left memory did. */
  isKnown({ msn, part }: PartIdentity): boolean {
    const next = this.next;
    if (msn === next.msn) return part < next.part;
    const segment = this.segment(this.#epoch, msn);
    return segment !== undefined && (segment.parts.length === 0 || part < segment.parts.length);
  }

  /**
   * Adds the next part of the current epoch. A part that is already here is no error: whoever sends it did not hear the
   * first answer. `completed` is the segment whose last part this was.
   * @throws Fault PART_OUT_OF_ORDER
   */
  putPart(identity: PartIdentity, put: PutPart): { readonly isNew: boolean; readonly completed?: Segment } {
    if (this.isKnown(identity)) return { isNew: false };
    const { msn, part } = identity;
    const next = this.next;
    if (msn !== next.msn || part !== next.part) {
      throw new Fault('PART_OUT_OF_ORDER', { detail: `${msn}.${part} came, ${next.msn}.${next.part} was expected` });
    }
    if (!this.#inits.has(this.#epoch)) throw new Fault('PART_OUT_OF_ORDER', { detail: 'a part before the init' });
    const { durationSeconds, independent, bytes, programDateTimeMs } = put;
    this.#open ??= { epoch: this.#epoch, msn, programDateTimeMs, parts: [] };
    this.#open.parts.push({ durationSeconds, independent, bytes });
    const completed = put.last ? this.completeSegment() : undefined;
    return { isNew: true, ...(completed ? { completed } : {}) };
  }

  /**
   * Whether the playlist contains this part, or with no part this whole segment, or something later. "If the Client
   * requests a Part Index greater than that of the final Partial Segment of the Parent Segment, the Server MUST treat the
   * request as one for Part Index 0 of the following Parent Segment" (RFC 8216bis §6.2.5.2).
   * @param sequence a Media Sequence Number
   */
  has(sequence: number, part?: number): boolean {
    const segment = this.#segments[sequence];
    if (part === undefined) return segment !== undefined;
    if (!segment) return sequence === this.#segments.length && part < (this.#open?.parts.length ?? 0);
    const isWithin = segment.parts.length === 0 || part < segment.parts.length;
    return isWithin || this.has(sequence + 1, 0);
  }

  segment(epoch: number, msn: number): Segment | undefined {
    return this.#segments[this.#places.get(`${epoch}-${msn}`) ?? -1];
  }

  part({ epoch, msn, part }: PartIdentity): Part | undefined {
    const open = this.#open;
    if (open?.epoch === epoch && open.msn === msn) return open.parts[part];
    return this.segment(epoch, msn)?.parts[part];
  }

  /** Where a part's bytes are within its segment; undefined when that is not known. */
  partRange({ epoch, msn, part }: PartIdentity): { readonly start: number; readonly end: number } | undefined {
    const facts = this.segment(epoch, msn)?.partFacts;
    const wanted = facts?.[part];
    if (!facts || !wanted) return undefined;
    const start = facts.slice(0, part).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    return { start, end: start + wanted.sizeBytes - 1 };
  }

  /** Lets go of the bytes of segments that are kept and old. */
  releaseOld(): void {
    const newest = this.#segments.length;
    let [behindSeconds, keepFrom] = [durationOf(this.#open?.parts ?? []), newest];
    while (keepFrom > this.#released && behindSeconds < memorySeconds) {
      keepFrom -= 1;
      behindSeconds += this.#segments[keepFrom]?.durationSeconds ?? 0;
    }
    for (; this.#released < keepFrom; this.#released += 1) {
      const segment = this.#segments[this.#released];
      if (!segment?.isKept) return;
      segment.bytes = undefined;
      segment.parts = [];
    }
  }

  #add(segment: Segment): void {
    this.#places.set(`${segment.epoch}-${segment.msn}`, this.#segments.length);
    this.#segments.push(segment);
  }
}
