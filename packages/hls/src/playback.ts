import { captionsRendition, Fault } from '@rostrum/protocol';
import { captionFile, isPublished } from './caption-files.ts';
import { captionNames } from './caption-name.ts';
import { captionNameOf } from './captions.ts';
import { assertNotTooFarAhead, type Directives } from './directives.ts';
import type { HeldStatus } from './held-requests.ts';
import { parseMediaName, segmentName } from './media-name.ts';
import {
  type FileNames,
  type ListedSegments,
  type LiveState,
  mediaNames,
  type RenditionReport,
  writeEndedPlaylist,
  writeLivePlaylist,
} from './media-playlist.ts';
import { writeMultivariantPlaylist } from './multivariant-playlist.ts';
import type { PartStore } from './part-store.ts';
import type { Programme } from './programme.ts';
import { programmeKeys } from './programme-storage.ts';
import type { Track } from './tracks.ts';

/** A reload is held this long at least. */
const minHoldMs = 1000;
/**
 * And for this share of a target duration: hls.js gives up after 0.8 of one, or three parts. A player whose reload is
 * answered with nothing new asks again only a second later, which a takeover need not cost it.
 */
const holdTargets = 0.7;
/** A programme that has only begun may take this long to its first segment. */
const firstMediaMs = 5000;
/** "PART-HOLD-BACK … SHOULD be at least three times the Part Target Duration" (RFC 8216bis §4.4.3.8). */
const partHoldBackParts = 3;

/**
 * `current` what is there now · `awaited` it has what the request waited for · `unchanged` it has not, since nothing came
 * in time · `ended` it will never change.
 */
export interface PlaylistAnswer {
  readonly status: 'current' | 'awaited' | 'unchanged' | 'ended';
  readonly body: Uint8Array;
}

/** Bytes from memory, or the key at which storage has them. */
export type MediaAnswer =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'kept';
      readonly key: string;
      /** Only these bytes of it, first and last included: a part of a segment. */
      readonly within?: { readonly start: number; readonly end: number };
    };

const encoder = new TextEncoder();

/** What players ask of a programme. Texts are written once for each change, however many ask. */
export class Playback {
  readonly #programme: Programme;
  readonly #dvrWindowSeconds: number;
  readonly #texts = new Map<string, Uint8Array>();
  #textsVersion = -1;

  constructor(programme: Programme, { dvrWindowSeconds }: { dvrWindowSeconds: number }) {
    this.#programme = programme;
    this.#dvrWindowSeconds = dvrWindowSeconds;
  }

  multivariantPlaylist(): PlaylistAnswer {
    const renditions = this.#programme.tracks.all().map(({ rendition }) => rendition);
    return {
      status: this.#programme.hasEnded ? 'ended' : 'current',
      body: this.#text('multivariant', () => writeMultivariantPlaylist(renditions, this.#programme.captions?.track)),
    };
  }

  /**
   * A Media Playlist, after holding the request as its directives want. In a gap of the production it is answered with
   * the unchanged playlist.
   * @returns undefined when `signal` was aborted
   * @throws Fault NOT_FOUND, PLAYLIST_REQUEST_INVALID, PLAYLIST_TIMEOUT when nothing exists yet, SHUTTING_DOWN
   */
  async mediaPlaylist(name: string, directives: Directives, signal: AbortSignal): Promise<PlaylistAnswer | undefined> {
    const programme = this.#programme;
    const track = this.#track(name);
    const { store } = track;
    const { sequence, part } = directives;
    // What a player asks for it has seen the part before of, here or where this programme was served before us.
    if (!programme.hasEnded && !programme.isBehind(track)) {
      assertNotTooFarAhead(directives, {
        lastSequence: store.segments.length - 1,
        openParts: store.open?.parts.length ?? 0,
        partTargetSeconds: programme.tracks.partTargetSeconds(track.rendition.kind),
      });
    }
    // A plain player takes a playlist without a whole segment for an error, so even a plain request waits for the first.
    const isThere = () => (sequence === undefined ? store.segments.length > 0 : store.has(sequence, part));
    const status = await this.#hold(track, signal, () => {
      return programme.hasEnded || (!programme.isBehind(track) && isThere());
    });
    if (status === 'aborted') return undefined;
    if (programme.hasEnded) return { status: 'ended', body: this.#endedText(name, directives) };
    // A playlist that goes back would be worse than none.
    if (status === 'late' && (store.segments.length === 0 || programme.isBehind(track)))
      throw new Fault('PLAYLIST_TIMEOUT');
    const body = this.#text(`${name} ${directives.skip ? 'delta' : 'full'}`, () => {
      return writeLivePlaylist(this.#liveState(name), directives);
    });
    if (sequence === undefined) return { status: 'current', body };
    return { status: status === 'met' ? 'awaited' : 'unchanged', body };
  }

  /**
   * An Initialization Section, a segment, or a part. The part that the playlist hints at is waited for.
   * @returns undefined when `signal` was aborted
   * @throws Fault NOT_FOUND for an unknown rendition, PART_NOT_FOUND, SHUTTING_DOWN
   */
  async media(rendition: string, fileName: string, signal: AbortSignal): Promise<MediaAnswer | undefined> {
    if (rendition === captionsRendition) return this.#captions(fileName, signal);
    const track = this.#track(rendition);
    const { store } = track;
    const name = parseMediaName(fileName);
    if (!name) throw new Fault('NOT_FOUND', { detail: `not a name of ours: ${fileName.slice(0, 100)}` });
    const kept: MediaAnswer = { kind: 'kept', key: programmeKeys(this.#programme.id).media(rendition, fileName) };
    if (name.kind === 'init') {
      const init = store.init(name.epoch);
      if (!init) throw new Fault('PART_NOT_FOUND');
      return init === 'kept' ? kept : { kind: 'bytes', bytes: init };
    }
    if (name.kind === 'segment') {
      const status = await this.#hold(track, signal, () => {
        return store.segment(name.epoch, name.msn) !== undefined || !this.#programme.isBehind(track);
      });
      if (status === 'aborted') return undefined;
      const segment = store.segment(name.epoch, name.msn);
      if (!segment || segment.isGap) throw new Fault('PART_NOT_FOUND');
      return segment.bytes ? { kind: 'bytes', bytes: segment.bytes } : kept;
    }
    const isHinted = () => {
      const { epoch, msn, part } = store.next;
      return epoch === name.epoch && msn === name.msn && part === name.part && !this.#programme.hasEnded;
    };
    const status = await this.#hold(track, signal, () => {
      const isThere = store.part(name) !== undefined || store.segment(name.epoch, name.msn) !== undefined;
      return isThere || (!isHinted() && !this.#programme.isBehind(track));
    });
    if (status === 'aborted') return undefined;
    const part = store.part(name);
    if (part) return { kind: 'bytes', bytes: part.bytes };
    const within = store.partRange(name);
    if (!within) throw new Fault('PART_NOT_FOUND');
    return { kind: 'kept', key: programmeKeys(this.#programme.id).media(rendition, segmentName(name)), within };
  }

  /** A file of captions: there when the part, or the segment, is that it goes with. */
  async #captions(fileName: string, signal: AbortSignal): Promise<MediaAnswer | undefined> {
    const track = this.#track(captionsRendition);
    const { store } = track;
    const name = captionNameOf(fileName);
    const programme = this.#programme;
    if (name.kind === 'replay' && !programme.hasEnded) throw new Fault('PART_NOT_FOUND');
    const isHinted = () => {
      const { epoch, msn, part } = store.next;
      return name.kind === 'part' && epoch === name.epoch && msn === name.msn && part === name.part;
    };
    const isThere = () => isPublished(name, store);
    const mayCome = () => programme.isBehind(track) || (isHinted() && !programme.hasEnded);
    if ((await this.#hold(track, signal, () => isThere() || !mayCome())) === 'aborted') return undefined;
    if (!isThere()) throw new Fault('PART_NOT_FOUND');
    const { cues } = programme.captions ?? { cues: [] };
    return { kind: 'bytes', bytes: this.#text(fileName, () => captionFile(name, store, cues) ?? '') };
  }

  /** @throws Fault SHUTTING_DOWN */
  async #hold(track: Track, signal: AbortSignal, isMet: () => boolean): Promise<HeldStatus> {
    const status = await this.#programme.held.hold({ isMet, deadlineMs: this.#holdMs(track), signal });
    if (status === 'closed') throw new Fault('SHUTTING_DOWN');
    return status;
  }

  /** That of captions is the one whose times they have. */
  #track(name: string): Track {
    const { tracks, captions } = this.#programme;
    const track = name === captionsRendition && captions ? tracks.lead : tracks.get(name);
    if (!track) throw new Fault('NOT_FOUND', { detail: 'no such rendition' });
    return track;
  }

  #holdMs({ rendition, store }: Track): number {
    if (store.segments.length === 0) return firstMediaMs;
    const { targetDurationSeconds } = this.#programme.tracks;
    const partsMs = 3 * 1000 * this.#programme.tracks.partTargetSeconds(rendition.kind);
    return Math.max(minHoldMs, partsMs, holdTargets * 1000 * targetDurationSeconds);
  }

  #liveState(name: string): LiveState {
    const programme = this.#programme;
    const track = this.#track(name);
    const kinds = programme.tracks.all().map(({ rendition }) => rendition.kind);
    const { store, rendition } = track;
    return {
      ...this.#listed(store, firstInWindow(store, this.#dvrWindowSeconds), namesOf(name)),
      partTargetSeconds: programme.tracks.partTargetSeconds(rendition.kind),
      // One distance for all renditions, so that a player which takes it from either has parts of both.
      partHoldBackSeconds:
        partHoldBackParts * Math.max(...kinds.map((kind) => programme.tracks.partTargetSeconds(kind))),
      open: store.open,
      next: store.next,
      reports: this.#reports(name),
    };
  }

  #reports(of: string): RenditionReport[] {
    const { tracks, captions } = this.#programme;
    return [...tracks.names(), ...(captions ? [captionsRendition] : [])]
      .filter((name) => name !== of)
      .flatMap((name) => {
        const { store } = this.#track(name);
        const lastSequence = store.open ? store.segments.length : store.segments.length - 1;
        if (lastSequence < 0) return [];
        const last = store.segments.at(-1);
        const lastPart = (store.open ? store.open.parts : (last?.partFacts ?? last?.parts))?.length ?? 0;
        return [{ rendition: name, lastSequence, ...(lastPart > 0 ? { lastPart: lastPart - 1 } : {}) }];
      });
  }

  /** A player that came with directives goes on from the live window; any other gets the whole programme. */
  #endedText(name: string, { sequence, skip }: Directives): Uint8Array {
    const { store } = this.#track(name);
    const isReplay = sequence === undefined && !skip;
    return this.#text(`${name} ${isReplay ? 'replay' : 'last'}`, () => {
      const first = isReplay ? 0 : firstInWindow(store, this.#dvrWindowSeconds);
      return writeEndedPlaylist(this.#listed(store, first, namesOf(name, { isReplay })), { isReplay });
    });
  }

  #listed(store: PartStore, mediaSequence: number, names: FileNames): ListedSegments {
    return {
      targetDurationSeconds: this.#programme.tracks.targetDurationSeconds,
      mediaSequence,
      segments: store.segments.slice(mediaSequence),
      discontinuityOf: (epoch) => this.#programme.tracks.discontinuityOf(epoch),
      names,
    };
  }

  #text(kind: string, write: () => string): Uint8Array {
    if (this.#textsVersion !== this.#programme.version) {
      this.#texts.clear();
      this.#textsVersion = this.#programme.version;
    }
    const known = this.#texts.get(kind);
    if (known) return known;
    const text = encoder.encode(write());
    this.#texts.set(kind, text);
    return text;
  }
}

function namesOf(rendition: string, { isReplay = false } = {}): FileNames {
  if (rendition !== captionsRendition) return mediaNames;
  return isReplay ? { ...captionNames, segment: captionNames.replay } : captionNames;
}

/** The place of the oldest segment that a live playlist lists. */
function firstInWindow(store: PartStore, windowSeconds: number): number {
  let [first, seconds] = [store.segments.length, 0];
  while (first > 0 && seconds < windowSeconds) {
    first -= 1;
    seconds += store.segments[first]?.durationSeconds ?? 0;
  }
  return first;
}
