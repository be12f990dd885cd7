import { type Announcement, captionsRendition, Fault, type PartPlace, type Rendition } from '@rostrum/protocol';
import { PartStore } from './part-store.ts';
import type { SegmentFacts } from './segment.ts';
import type { StoredAnnouncement } from './stored-json.ts';

/** A rendition as its newest mixer announced it, and its media. */
export interface Track {
  rendition: Rendition;
  readonly store: PartStore;
  /**
   * Another process has published more than we have, and its mixer sends it again: up to `place`, or where that is not
   * known, until the mixer is heard. Players have seen what is missing, so they wait; but not longer than `untilMs`.
   */
  behind: { readonly place?: Place; readonly untilMs: number } | undefined;
}

type Place = Pick<PartPlace, 'msn' | 'part'>;

/** An AAC frame of 48 kHz: an audio part ends at the frame that passes the video part's end. */
const audioFrameSeconds = 1024 / 48_000;

/** Whether all that comes before a place is there. */
export const isReached = (next: Place, place: Place): boolean =>
  next.msn > place.msn || (next.msn === place.msn && next.part >= place.part);

/**
 * A programme's renditions together: what its mixers have announced of them, and what there is of each. Mixers follow each
 * other in epochs; whatever is of an older one is refused.
 */
export class Tracks {
  readonly #byName = new Map<string, Track>();
  /** Epochs of which there is any media, oldest first; the place is the Discontinuity Sequence Number. */
  readonly #epochsWithMedia: number[] = [];
  #current: StoredAnnouncement | undefined;
  #targetDurationSeconds = 0;

  get(name: string): Track | undefined {
    return this.#byName.get(name);
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  all(): Track[] {
    return [...this.#byName.values()];
  }

  /** Captions have the times of its segments and parts. */
  get lead(): Track | undefined {
    return this.all().find(({ rendition }) => rendition.kind === 'video') ?? this.all()[0];
  }

  /** What the newest mixer has announced. */
  get current(): StoredAnnouncement | undefined {
    return this.#current;
  }

  /** The largest announced: EXT-X-TARGETDURATION must not change for the worse under a player. */
  get targetDurationSeconds(): number {
    return this.#targetDurationSeconds;
  }

  partTargetSeconds(kind: Rendition['kind']): number {
    const announced = this.#current?.announcement.partTargetSeconds ?? 0;
    return kind === 'audio' ? announced + audioFrameSeconds : announced;
  }

  discontinuityOf(epoch: number): number {
    const place = this.#epochsWithMedia.indexOf(epoch);
    return place < 0 ? this.#epochsWithMedia.length : place;
  }

  /** The smallest Media Sequence Number that no rendition has. */
  get nextMsn(): number {
    return Math.max(0, ...this.all().map(({ store }) => store.next.msn));
  }

  /** Where each rendition goes on. */
  get nextPlaces(): PartPlace[] {
    return [...this.#byName].map(([rendition, { store }]) => {
      return { rendition, msn: store.next.msn, part: store.next.part };
    });
  }

  /** The wall clock of capture at the end of the rendition that has most. */
  get endMs(): number | undefined {
    const ends = this.all().flatMap(({ store }) => {
      const last = store.segments.at(-1);
      return last ? [last.programDateTimeMs + last.durationSeconds * 1000] : [];
    });
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /** Whether this mixer cannot send again something that we do not have: it may be in storage. */
  lacks({ epoch, resume }: Announcement): boolean {
    if (epoch !== this.#current?.announcement.epoch) return false;
    return (resume?.renditions ?? []).some(({ rendition, oldestMsn }) => {
      const store = this.get(rendition)?.store;
      return store !== undefined && store.next.msn < oldestMsn;
    });
  }

  /** @throws Fault PROGRAMME_NOT_FOUND before anything was announced, or EPOCH_STALE */
  assertNotStale(epoch: number): void {
    const current = this.#current?.announcement.epoch;
    if (current === undefined) throw new Fault('PROGRAMME_NOT_FOUND');
    if (epoch < current) throw new Fault('EPOCH_STALE', { detail: `${epoch} came, ${current} is the newest` });
  }

  /** @throws Fault PROGRAMME_NOT_FOUND, EPOCH_STALE, NOT_FOUND, or PART_OUT_OF_ORDER */
  of(name: string, epoch: number): Track {
    this.assertNotStale(epoch);
    const track = this.get(name);
    if (!track) throw new Fault('NOT_FOUND', { detail: `rendition ${name} was not announced` });
    if (epoch !== this.#current?.announcement.epoch) {
      throw new Fault('PART_OUT_OF_ORDER', { detail: `epoch ${epoch} was not announced` });
    }
    return track;
  }

  /** Players know the renditions by their addresses, so a later mixer must have the same ones. @throws Fault FIELD_INVALID */
  assertSame({ renditions }: Pick<Announcement, 'renditions'>): void {
    const names = new Set(renditions.map(({ name }) => name));
    if (names.has(captionsRendition))
      throw new Fault('FIELD_INVALID', { detail: 'a rendition with the name of captions' });
    if (names.size !== renditions.length) throw new Fault('FIELD_INVALID', { detail: 'two renditions of one name' });
    if (this.#byName.size === 0) return;
    const isSame =
      names.size === this.#byName.size && renditions.every(({ name, kind }) => this.get(name)?.rendition.kind === kind);
    if (!isSame) throw new Fault('FIELD_INVALID', { detail: 'other renditions than before' });
  }

  /** A newer mixer's word counts from now on; its epoch begins with `startEpoch`. */
  adopt(announced: StoredAnnouncement): void {
    const { renditions, targetDurationSeconds } = announced.announcement;
    for (const rendition of renditions) {
      const track = this.get(rendition.name);
      if (track) track.rendition = rendition;
      else this.#byName.set(rendition.name, { rendition, store: new PartStore(), behind: undefined });
    }
    this.#current = announced;
    this.#targetDurationSeconds = Math.max(this.#targetDurationSeconds, targetDurationSeconds);
  }

  startEpoch(): void {
    if (!this.#current) return;
    const { announcement, nextMsn } = this.#current;
    for (const { store } of this.all()) store.startEpoch(announcement.epoch, nextMsn);
  }

  /** All segments that another process has kept of a rendition. */
  restore(name: string, segments: readonly SegmentFacts[]): void {
    this.get(name)?.store.restore(segments);
    const epochs = new Set([...this.#epochsWithMedia, ...segments.map(({ epoch }) => epoch)]);
    this.#epochsWithMedia.splice(0, this.#epochsWithMedia.length, ...[...epochs].sort((a, b) => a - b));
  }

  /** There is media of this epoch, the newest. */
  noteMedia(epoch: number): void {
    if (this.#epochsWithMedia.at(-1) !== epoch) this.#epochsWithMedia.push(epoch);
  }
}
