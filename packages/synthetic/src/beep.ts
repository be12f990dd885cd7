import { sourceFrameSamples, sourceSampleRate } from '@rostrum/engine/source-encoder';
import { type Look, signalMs } from './look.ts';

const amplitude = 0.25;
/** A beep that begins at full swing would click. */
const rampSamples = 48;
const beepSamples = (sourceSampleRate * signalMs) / 1000;

/** Stereo samples of one Opus frame; `firstSample` counts from the wall clock's zero, in 1970. */
export function beepBlock({ pitchHz, phaseMs }: Look, firstSample: number, into: Float32Array): void {
  const phaseSamples = (phaseMs * sourceSampleRate) / 1000;
  for (let sample = 0; sample < sourceFrameSamples; sample++) {
    const since = (firstSample + sample - phaseSamples) % sourceSampleRate;
    const intoBeep = since < 0 ? since + sourceSampleRate : since;
    const edge = Math.min(intoBeep, beepSamples - intoBeep) / rampSamples;
    const gain = amplitude * Math.max(0, Math.min(1, edge));
    const value = gain === 0 ? 0 : gain * Math.sin((2 * Math.PI * pitchHz * intoBeep) / sourceSampleRate);
    into[2 * sample] = value;
    into[2 * sample + 1] = value;
  }
}
