import { run } from './command.ts';

const sampleRate = 16_000;
/** 20 ms: two pitches 150 Hz apart are told apart. */
const windowSamples = 320;
const hopSamples = 40;

/** Mono, −1…1. The first sample is at the file's time 0; where sound is missing, there is silence. */
export type Sound = Float32Array;

export async function decodeSound(file: string): Promise<Sound> {
  const chunks: Buffer[] = [];
  await run({
    command: 'ffmpeg',
    args: [
      ...['-v', 'error', '-copyts', '-i', file, '-map', '0:a:0', '-af', 'aresample=async=1:first_pts=0'],
      ...['-ac', '1', '-ar', String(sampleRate), '-f', 'f32le', '-'],
    ],
    timeoutMs: 120_000,
    onOutput: (chunk) => chunks.push(chunk),
  });
  const bytes = new Uint8Array(Buffer.concat(chunks));
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4));
}

/** Strength of one pitch in a window from `first` on (Goertzel): about the amplitude of a sine of that pitch. */
function strength(samples: Float32Array, first: number, pitchHz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * pitchHz) / sampleRate);
  let [older, newer] = [0, 0];
  for (let index = first; index < first + windowSamples; index++) {
    const next = (samples[index] ?? 0) + coefficient * newer - older;
    older = newer;
    newer = next;
  }
  return (2 * Math.sqrt(Math.max(0, newer * newer + older * older - coefficient * newer * older))) / windowSamples;
}

/** The programme brings everybody slowly to one loudness: a beep is compared with those of a few seconds around it. */
const nearHops = (2.5 * sampleRate) / hopSamples;

/** The loudest of each second's neighbourhood, by hop. */
function loudestNear(strengths: readonly number[]): (hop: number) => number {
  const perSecond = sampleRate / hopSamples;
  const peaks = Array.from({ length: Math.ceil(strengths.length / perSecond) }, (_, second) => {
    const [from, to] = [second * perSecond - nearHops, (second + 1) * perSecond + nearHops];
    return Math.max(0, ...strengths.slice(Math.max(0, from), to));
  });
  return (hop) => peaks[Math.floor(hop / perSecond)] ?? 0;
}

/** When beeps of this pitch begin, seconds; softer ones than `minAmplitude` are not heard. */
export function beepTimes(samples: Sound, pitchHz: number, minAmplitude = 0.05): number[] {
  const strengths: number[] = [];
  for (let first = 0; first + windowSamples <= samples.length; first += hopSamples) {
    strengths.push(strength(samples, first, pitchHz));
  }
  const loudest = loudestNear(strengths);
  const times: number[] = [];
  let isOn = true; // A beep that runs already at the beginning has no known start.
  for (const [index, value] of strengths.entries()) {
    // The window is half filled when a beep begins in its middle.
    const near = loudest(index);
    const on = near < minAmplitude ? Number.POSITIVE_INFINITY : near / 2;
    const off = on / 2;
    if (!isOn && value > on) times.push((index * hopSamples + windowSamples / 2) / sampleRate);
    if (value > on) isOn = true;
    else if (value < off) isOn = false;
  }
  return times;
}

export interface Offsets {
  /** How many flashes had a beep near. */
  readonly count: number;
  /** Milliseconds that the sound comes after the picture. */
  readonly medianMs: number;
  readonly leastMs: number;
  readonly mostMs: number;
  /** How many of them are not further apart than this, 0–1. */
  shareWithin(limitMs: number): number;
}

/** Each flash with the beep next to it. Undefined without a pair. */
export function offsets(flashes: readonly number[], beeps: readonly number[]): Offsets | undefined {
  const pairs = flashes.flatMap((flash) => {
    const distances = beeps.map((beep) => (beep - flash) * 1000).filter((distance) => Math.abs(distance) < 450);
    const nearest = distances.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
    return nearest === undefined ? [] : [nearest];
  });
  const sorted = pairs.toSorted((a, b) => a - b);
  const [least, most, median] = [sorted[0], sorted.at(-1), sorted[Math.floor(sorted.length / 2)]];
  if (least === undefined || most === undefined || median === undefined) return undefined;
  return {
    count: pairs.length,
    medianMs: median,
    leastMs: least,
    mostMs: most,
    shareWithin: (limitMs) => pairs.filter((pair) => Math.abs(pair) <= limitMs).length / pairs.length,
  };
}
