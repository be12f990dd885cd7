import { type CaptionTrack, Fault } from '@rostrum/protocol';
import { parseCaptionName } from './caption-name.ts';
import { CueLog, type PlacedCue, type TimedCue } from './cue-log.ts';
import type { PartIdentity } from './segment.ts';
import { toJson } from './stored-json.ts';

/** Cues of one page in storage: rewritten at each cue, so it stays small. */
export const cuesPerPage = 100;

/** The captions of a programme: what its multivariant playlist says of them, and every cue. */
export class Captions {
  track: CaptionTrack;
  readonly #log = new CueLog();

  constructor(track: CaptionTrack) {
    this.track = track;
  }

  get cues(): readonly PlacedCue[] {
    return this.#log.placed;
  }

  /** @throws Fault FIELD_INVALID, TOO_FAST, CAPTIONS_FULL */
  add(cues: readonly TimedCue[], edgeMs: number): void {
    this.#log.add(cues, edgeMs);
  }

  /** As CueLog.place. @returns the pages that are to be kept anew */
  place(part: PartIdentity, startMs: number): number[] {
    const { epoch, msn, part: index } = part;
    const count = this.#log.place({ epoch, msn, part: index }, startMs);
    if (count === 0) return [];
    const last = Math.floor((this.cues.length - 1) / cuesPerPage);
    const first = Math.floor((this.cues.length - count) / cuesPerPage);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  }

  page(page: number): Uint8Array {
    return toJson({ cues: this.cues.slice(page * cuesPerPage, (page + 1) * cuesPerPage) });
  }

  restore(cues: readonly PlacedCue[]): void {
    this.#log.restore(cues);
  }
}

/** @throws Fault NOT_FOUND */
export function captionNameOf(fileName: string) {
  const name = parseCaptionName(fileName);
  if (!name) throw new Fault('NOT_FOUND', { detail: `not a name of ours: ${fileName.slice(0, 100)}` });
  return name;
}
