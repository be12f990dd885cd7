import { sampleRate } from './format.ts';

/** Longer than a mixer may be behind before it gives up: what it makes good then still has its sound. */
const ringSamples = sampleRate * 12;
/**
 * Sound is written without a break as long as its time is this near to where the last block ended; farther off (a mute,
 * a loss, a new report), it is put where it belongs. Less would click at every wobble of the network.
 */
const maxDriftSamples = sampleRate * 0.03;
/** Nearer than this, sound and picture are together. */
const steadySamples = sampleRate * 0.002;
/** The average weighs the newest piece by this: one of 20 ms counts for two seconds. A report wobbles by as much as it steers. */
const driftShare = 0.01;
/** Sound that has drifted is made this much longer or shorter until it is back: a fiftieth of a semitone, which nobody hears. */
const steerShare = 1 / 960;
/** Sound begins and ends within this, so that nothing clicks. */
export const rampSamples = 240;

interface SoundPiece {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly samples: number;
}

/** Sound without a break, from its first sample to the one after its last. */
interface Span {
  readonly start: number;
  end: number;
}

/** One source's sound, waiting for its turn. Positions are samples since 1970. */
export class SoundRing {
  readonly #left = new Float32Array(ringSamples);
  readonly #right = new Float32Array(ringSamples);
  /** What is there and was not read, in order; they do not overlap. */
  readonly #spans: Span[] = [];
  #writeAt: number | undefined;
  /** How much later sound belongs than it is written, on average. */
  #driftSamples = 0;
  #readTo = 0;
  /** How much is heard of what is there: from 0 to `rampSamples`, which is all. */
  #presence = 0;
  reanchors = 0;
  lateSamples = 0;

  /** @param mediaSeconds when the piece's first sample belongs, seconds since 1970 */
  write(piece: SoundPiece, mediaSeconds: number): void {
    const wanted = Math.round(mediaSeconds * sampleRate);
    if (this.#writeAt !== undefined && Math.abs(wanted - this.#writeAt) <= maxDriftSamples) {
      this.#driftSamples += (wanted - this.#writeAt - this.#driftSamples) * driftShare;
      this.#put(this.#steered(piece), { start: this.#writeAt, joins: true });
      return;
    }
    if (this.#writeAt !== undefined) this.reanchors += 1;
    this.#driftSamples = 0;
    this.#put(piece, { start: wanted, joins: false });
  }

  /** Goes on where the last piece ended, less `overlap` samples, which are written anew. */
  append(piece: SoundPiece, overlap = 0): void {
    if (this.#writeAt !== undefined) this.#put(piece, { start: this.#writeAt - overlap, joins: true });
  }

  /**
   * Reads what is due, and forgets it: silence where nothing is.
   * @returns false when all of it is silence; then nothing was written to `left` and `right`
   */
  read(left: Float32Array, right: Float32Array, fromSample: number): boolean {
    const to = fromSample + left.length;
    this.#readTo = to;
    this.#dropBefore(fromSample);
    const [first] = this.#spans;
    if (this.#presence === 0 && (!first || first.start >= to)) return false;
    if (this.#isWhole(fromSample, to)) {
      copyOut(this.#left, left, fromSample);
      copyOut(this.#right, right, fromSample);
      return true;
    }
    for (let index = 0; index < left.length; index += 1) {
      const position = fromSample + index;
      if ((this.#spans[0]?.end ?? Number.POSITIVE_INFINITY) <= position) this.#spans.shift();
      const span = this.#spans[0];
      const isThere = span !== undefined && span.start <= position;
      this.#turn(isThere && position < span.end - rampSamples);
      const at = position % ringSamples;
      const presence = isThere ? this.#presence / rampSamples : 0;
      left[index] = (this.#left[at] ?? 0) * presence;
      right[index] = (this.#right[at] ?? 0) * presence;
    }
    return true;
  }

  /** Nothing more is heard of it, after a ramp. */
  end(): void {
    const last = this.#readTo + rampSamples;
    while ((this.#spans.at(-1)?.start ?? Number.NEGATIVE_INFINITY) >= last) this.#spans.pop();
    const span = this.#spans.at(-1);
    if (span) span.end = Math.min(span.end, last);
    this.#writeAt = undefined;
  }

  /** All that was written has been read. */
  get isEmpty(): boolean {
    return this.#spans.every(({ end }) => end <= this.#readTo);
  }

  /** All of this is there and heard as it is: nothing begins or ends in it. */
  #isWhole(from: number, to: number): boolean {
    const [first] = this.#spans;
    return (
      this.#presence === rampSamples && first !== undefined && first.start <= from && to <= first.end - rampSamples
    );
  }

  /** The clock of a sound card is not that of its host, and a first report is not the best: both are made good unheard. */
  #steered(piece: SoundPiece): SoundPiece {
    if (Math.abs(this.#driftSamples) <= steadySamples) return piece;
    const samples = piece.samples + Math.sign(this.#driftSamples) * Math.max(1, Math.round(piece.samples * steerShare));
    return {
      left: stretched(piece.left, piece.samples, samples),
      right: stretched(piece.right, piece.samples, samples),
      samples,
    };
  }

  #turn(isHeard: boolean): void {
    if (isHeard) this.#presence = Math.min(rampSamples, this.#presence + 1);
    else this.#presence = Math.max(0, this.#presence - 1);
  }

  #put({ left, right, samples }: SoundPiece, { start, joins }: { start: number; joins: boolean }): void {
    const end = start + samples;
    this.#writeAt = end;
    // What would overwrite unread sound a whole ring ahead has a wrong clock.
    if (this.#readTo > 0 && end - this.#readTo > ringSamples) return;
    const late = Math.min(samples, Math.max(0, this.#readTo - start));
    this.lateSamples += late;
    if (late === samples) return;
    copyIn(this.#left, left.subarray(late, samples), start + late);
    copyIn(this.#right, right.subarray(late, samples), start + late);
    this.#mark({ start: start + late, end }, joins);
  }

  /** What was there from its start on is not heard any more: this is newer. */
  #mark(span: Span, joins: boolean): void {
    while ((this.#spans.at(-1)?.start ?? Number.NEGATIVE_INFINITY) >= span.start) this.#spans.pop();
    const last = this.#spans.at(-1);
    if (last && joins && last.end >= span.start) {
      last.end = Math.max(last.end, span.end);
      return;
    }
    if (last) last.end = Math.min(last.end, span.start);
    this.#spans.push(span);
  }

  #dropBefore(position: number): void {
    while ((this.#spans[0]?.end ?? Number.POSITIVE_INFINITY) <= position) this.#spans.shift();
  }
}

/** The first `from` samples as `to` of them, by cubic interpolation (Catmull-Rom). */
function stretched(piece: Float32Array, from: number, to: number): Float32Array {
  const at = (index: number): number => piece[Math.max(0, Math.min(from - 1, index))] ?? 0;
  return Float32Array.from({ length: to }, (_, index) => {
    const position = (index * from) / to;
    const whole = Math.floor(position);
    const part = position - whole;
    const [a, b, c, d] = [at(whole - 1), at(whole), at(whole + 1), at(whole + 2)];
    return b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a)));
  });
}

/** @param position of the piece's first sample, which is anywhere */
function copyIn(ring: Float32Array, piece: Float32Array, position: number): void {
  const at = position % ringSamples;
  const first = Math.min(piece.length, ringSamples - at);
  ring.set(piece.subarray(0, first), at);
  ring.set(piece.subarray(first), 0);
}

function copyOut(ring: Float32Array, piece: Float32Array, position: number): void {
  const at = position % ringSamples;
  const first = Math.min(piece.length, ringSamples - at);
  piece.set(ring.subarray(at, at + first));
  piece.set(ring.subarray(0, piece.length - first), first);
}
