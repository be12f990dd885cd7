import type { Rendition } from '@rostrum/protocol';
import { Keeper, type KeeperOptions } from './keeper.ts';
import { initName, segmentName } from './media-name.ts';
import type { PartStore } from './part-store.ts';
import { programmeKeys, segmentsPerPage } from './programme-storage.ts';
import type { Segment, SegmentFacts } from './segment.ts';
import { type StoredAnnouncement, toJson } from './stored-json.ts';

/** A rendition whose segments are kept. */
export interface KeptTrack {
  readonly rendition: Pick<Rendition, 'name'>;
  readonly store: PartStore;
}

/** What of a programme is written to storage, and under which names; read-programme.ts reads it. */
export class ProgrammeArchive {
  readonly #keeper: Keeper;
  readonly #keys: ReturnType<typeof programmeKeys>;

  constructor(id: string, options: KeeperOptions) {
    this.#keeper = new Keeper(options);
    this.#keys = programmeKeys(id);
  }

  /** Things that storage does not have yet. */
  get waiting(): number {
    return this.#keeper.waiting;
  }

  /** @throws Fault STORAGE_UNAVAILABLE after `deadlineMs`, and goes on trying */
  settled(deadlineMs: number): Promise<void> {
    return this.#keeper.settled(deadlineMs);
  }

  close(): void {
    this.#keeper.close();
  }

  keepAnnouncement(announced: StoredAnnouncement): void {
    const key = this.#keys.announcement(announced.announcement.epoch);
    this.#keeper.keep({ key, content: () => toJson(announced) });
  }

  keepInit(rendition: string, epoch: number, bytes: Uint8Array): void {
    this.#keeper.keep({ key: this.#keys.media(rendition, initName(epoch)), lane: rendition, content: () => bytes });
  }

  /** A segment that was just completed. @param onLost memory had no more room for it */
  keepSegment({ rendition: { name }, store }: KeptTrack, segment: Segment, onLost: () => void): void {
    const { bytes, epoch, msn } = segment;
    if (!bytes) throw new TypeError('a segment that was just completed has its bytes');
    this.#keeper.keep({
      key: this.#keys.media(name, segmentName(segment)),
      lane: name,
      sizeBytes: bytes.length,
      content: () => bytes,
      lost: onLost,
      kept: () => {
        segment.isKept = true;
        store.releaseOld();
      },
    });
    const page = Math.floor((store.segments.length - 1) / segmentsPerPage);
    this.#keepPage({ name, store, page }, () => {
      if (epoch === store.next.epoch) store.keptBeforeMsn = Math.max(store.keptBeforeMsn, msn + 1);
    });
  }

  /** The facts of segments that were changed, by their places. */
  keepFacts({ rendition: { name }, store }: KeptTrack, places: readonly number[]): void {
    const pages = new Set(places.map((place) => Math.floor(place / segmentsPerPage)));
    for (const page of pages) this.#keepPage({ name, store, page });
  }

  keepCues(page: number, content: () => Uint8Array): void {
    this.#keeper.keep({ key: this.#keys.cues(page), lane: '~cues', content });
  }

  keepEnd(epoch: number): void {
    this.#keeper.keep({ key: this.#keys.ended, content: () => toJson({ epoch }) });
  }

  #keepPage({ name, store, page }: { name: string; store: PartStore; page: number }, kept?: () => void): void {
    this.#keeper.keep({
      key: this.#keys.indexPage(name, page),
      lane: name,
      content: () => indexPage(store, page),
      ...(kept ? { kept } : {}),
    });
  }
}

/** The facts of a page's segments that are in storage. */
function indexPage(store: PartStore, page: number): Uint8Array {
  const segments = store.segments
    .slice(page * segmentsPerPage, (page + 1) * segmentsPerPage)
    .filter((segment) => segment.isKept)
    .map(({ epoch, msn, durationSeconds, programDateTimeMs, sizeBytes, partFacts, isGap }): SegmentFacts => {
      const facts = { epoch, msn, durationSeconds, programDateTimeMs, sizeBytes };
      return { ...facts, ...(partFacts ? { partFacts } : {}), ...(isGap ? { isGap } : {}) };
    });
  return toJson({ segments });
}
