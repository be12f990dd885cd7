import { Fault, maxCueAheadSeconds, maxCueLateSeconds, maxCueSeconds } from '@rostrum/protocol';
import type { PartIdentity } from './segment.ts';

/** What was said, in programme time, milliseconds since 1970. */
export interface TimedCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
}

/** A cue that was published. */
export interface PlacedCue extends TimedCue {
  /** The first part that could have it: what was published before never changes. */
  readonly place: PartIdentity;
  /** When the live programme shows it: later than it was said, when it came late; null: too late to be shown. */
  readonly shown: { readonly startMs: number; readonly endMs: number } | null;
}

/** A cue for each second of ten hours. */
const maxCuesKept = 36_000;
/** Of those that wait for the next part: a mixer that is away brings none for a while. */
const maxWaiting = 500;

/**
 * The cues of a programme in the order they came. One waits until the next part is published, which is its place: a cue
 * whose moment has passed by then is shown from that part on, for as long as it was meant to be.
 */
export class CueLog {
  readonly #placed: PlacedCue[] = [];
  #waiting: TimedCue[] = [];

  get placed(): readonly PlacedCue[] {
    return this.#placed;
  }

  /** All of them, or none. @throws Fault FIELD_INVALID, TOO_FAST, CAPTIONS_FULL */
  add(cues: readonly TimedCue[], edgeMs: number): void {
    for (const cue of cues) assertMeaning(cue, edgeMs);
    if (this.#waiting.length + cues.length > maxWaiting) throw new Fault('TOO_FAST');
    if (this.#placed.length + this.#waiting.length + cues.length > maxCuesKept) throw new Fault('CAPTIONS_FULL');
    this.#waiting.push(...cues);
  }

  /**
   * A part was published that begins at `startMs`.
   * @returns how many cues were placed in it
   */
  place(place: PartIdentity, startMs: number): number {
    const cues = this.#waiting;
    if (cues.length === 0) return 0;
    this.#waiting = [];
    this.#placed.push(...cues.map((cue) => ({ ...cue, place, shown: shownFrom(cue, startMs) })));
    return cues.length;
  }

  /** What another process has kept, of which some may be here already. */
  restore(cues: readonly PlacedCue[]): void {
    this.#placed.push(...cues.slice(this.#placed.length));
  }
}

function shownFrom({ startMs, endMs }: TimedCue, placeMs: number): PlacedCue['shown'] {
  const lateMs = Math.max(0, placeMs - startMs);
  return lateMs > maxCueLateSeconds * 1000 ? null : { startMs: startMs + lateMs, endMs: endMs + lateMs };
}

function assertMeaning({ startMs, endMs, text }: TimedCue, edgeMs: number): void {
  const refuse = (publicMessage: string) => new Fault('FIELD_INVALID', { publicMessage });
  if (!Number.isFinite(startMs) || !Number.isFinite(endMs)) throw refuse('A cue has a time that does not exist.');
  if (endMs <= startMs) throw refuse('A cue ends before it starts.');
  if (endMs - startMs > maxCueSeconds * 1000) throw refuse(`A cue lasts longer than ${maxCueSeconds} s.`);
  if (startMs > edgeMs + maxCueAheadSeconds * 1000)
    throw refuse(`A cue is more than ${maxCueAheadSeconds} s ahead of the programme. Are both clocks right?`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw refuse('A cue has no text.');
  if (lines.length > 4) throw refuse('A cue has more than four lines.');
}
