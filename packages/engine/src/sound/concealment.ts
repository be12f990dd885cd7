import { sampleRate } from './format.ts';
import { rampSamples } from './sound-ring.ts';

/** The pitch of a voice: 66 to 400 Hz. */
const leastLag = 120;
const mostLag = 720;
/** As much of the end is compared with what was a pitch earlier. */
const comparedSamples = 480;
const historySamples = mostLag + comparedSamples + mostLag / 4;
/** The search runs on every fourth sample, then once more around what it found. */
const coarse = 4;
/** Repeated as it was for so long, then fading: longer sounds like a machine. */
const holdSamples = sampleRate * 0.01;
const fadedSamples = sampleRate * 0.06;
/** A longer hole is silence. */
export const mostConcealedSamples = sampleRate * 0.12;

export interface Extension {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly samples: number;
  /** So many of the first samples replace the end of what was there. */
  readonly overlap: number;
}

/**
 * Fills the hole of a lost packet with the last pitch period of what was before, repeated and fading: what the decoder
 * would do itself, if libav asked it to (its libopus wrapper has neither concealment nor in-band FEC).
 */
export class Concealment {
  readonly #left = new Float32Array(historySamples);
  readonly #right = new Float32Array(historySamples);

  /** What was decoded last. */
  remember({ left, right, samples }: { left: Float32Array; right: Float32Array; samples: number }): void {
    const count = Math.min(samples, historySamples);
    for (const [history, piece] of [
      [this.#left, left],
      [this.#right, right],
    ] as const) {
      history.copyWithin(0, count);
      history.set(piece.subarray(samples - count, samples), historySamples - count);
    }
  }

  /** What follows for so many samples, and a little more to fade into what comes then. */
  extend(samples: number): Extension {
    const lag = this.#pitchLag();
    const overlap = lag >> 2;
    const length = overlap + samples + rampSamples;
    return {
      left: extended(this.#left, { lag, overlap, length }),
      right: extended(this.#right, { lag, overlap, length }),
      samples: length,
      overlap,
    };
  }

  #pitchLag(): number {
    let best = leastLag;
    let bestLikeness = Number.NEGATIVE_INFINITY;
    const look = (lag: number, step: number) => {
      const likeness = this.#likeness(lag, step);
      if (likeness <= bestLikeness) return;
      bestLikeness = likeness;
      best = lag;
    };
    for (let lag = leastLag; lag <= mostLag; lag += coarse) look(lag, coarse);
    const around = best;
    bestLikeness = Number.NEGATIVE_INFINITY;
    for (let lag = Math.max(leastLag, around - 3); lag <= Math.min(mostLag, around + 3); lag += 1) look(lag, 1);
    return best;
  }

  /** How much the end is like what was `lag` samples before: the normalized correlation, 1 for the same. */
  #likeness(lag: number, step: number): number {
    let [product, energy] = [0, 1e-9];
    for (let index = historySamples - comparedSamples; index < historySamples; index += step) {
      const now = (this.#left[index] ?? 0) + (this.#right[index] ?? 0);
      const then = (this.#left[index - lag] ?? 0) + (this.#right[index - lag] ?? 0);
      product += now * then;
      energy += then * then;
    }
    return product / Math.sqrt(energy);
  }
}

function extended(
  history: Float32Array,
  { lag, overlap, length }: { lag: number; overlap: number; length: number },
): Float32Array {
  const end = history.length;
  const period = new Float32Array(lag);
  for (let index = 0; index < lag; index += 1) period[index] = history[end - lag + index] ?? 0;
  // The end of the period leads over to its beginning.
  const joint = new Float32Array(overlap);
  for (let index = 0; index < overlap; index += 1) {
    const share = (index + 1) / (overlap + 1);
    const at = end - overlap + index;
    joint[index] = (history[at] ?? 0) * (1 - share) + (history[at - lag] ?? 0) * share;
  }
  period.set(joint, lag - overlap);
  const sound = new Float32Array(length);
  sound.set(joint);
  for (let index = overlap; index < length; index += 1) {
    const since = index - overlap;
    const fade = 1 - Math.max(0, since - holdSamples) / (fadedSamples - holdSamples);
    sound[index] = (period[since % lag] ?? 0) * Math.max(0, fade);
  }
  return sound;
}
