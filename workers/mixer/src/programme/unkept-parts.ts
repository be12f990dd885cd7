import type { OutputPart } from '@rostrum/engine';

export interface UnkeptPart extends OutputPart {
  /** Wall clock of capture of its first sample. */
  readonly programDateTimeMs: number;
}

/** A place in the mixer's own numbers, which begin at segment 0. */
export interface OutputPlace {
  readonly segment: number;
  readonly part: number;
}

const placeAfter = ({ segment, part, last }: UnkeptPart): OutputPlace =>
  last ? { segment: segment + 1, part: 0 } : { segment, part: part + 1 };

const comesBefore = (a: OutputPlace, b: OutputPlace): boolean =>
  a.segment < b.segment || (a.segment === b.segment && a.part < b.part);

/**
 * The parts of one rendition that storage does not have yet: those to be sent, and those that the origin has taken and
 * would lose with its memory. They are held by whole segments.
 */
export class UnkeptParts {
  readonly #parts: UnkeptPart[] = [];
  /** How many of them, from the first, the origin has. */
  #taken = 0;
  /** What comes after everything that was ever acknowledged. */
  #acknowledged: OutputPlace = { segment: 0, part: 0 };

  get waiting(): number {
    return this.#parts.length - this.#taken;
  }

  /** Of the parts that wait, the first. */
  get next(): UnkeptPart | undefined {
    return this.#parts[this.#taken];
  }

  get acknowledged(): OutputPlace {
    return this.#acknowledged;
  }

  /** The first segment that can be sent again. */
  get oldestSegment(): number {
    return this.#parts[0]?.segment ?? this.#acknowledged.segment;
  }

  push(part: UnkeptPart): void {
    this.#parts.push(part);
  }

  /** The origin has taken it. @param keptBeforeSegment what is of an earlier segment is in storage */
  acknowledge(part: UnkeptPart, keptBeforeSegment: number): void {
    const after = placeAfter(part);
    if (comesBefore(this.#acknowledged, after)) this.#acknowledged = after;
    if (this.next === part) this.#taken += 1;
    this.#dropBefore(keptBeforeSegment);
  }

  /** The origin waits for this part, whatever it had before. False when it is not here any more. */
  goTo(place: OutputPlace): boolean {
    const first = this.#parts[0] ?? this.#acknowledged;
    if (comesBefore(place, first)) return false;
    const index = this.#parts.findIndex((part) => !comesBefore(part, place));
    this.#taken = index < 0 ? this.#parts.length : index;
    return true;
  }

  /** Lets go of the oldest segments while more than so many parts are taken and not kept: memory has an end. */
  limitTaken(maxParts: number): void {
    while (this.#taken > maxParts) this.#dropBefore(this.oldestSegment + 1);
  }

  #dropBefore(segment: number): void {
    const found = this.#parts.findIndex((part) => part.segment >= segment);
    const count = Math.min(found < 0 ? this.#parts.length : found, this.#taken);
    this.#parts.splice(0, count);
    this.#taken -= count;
  }
}
