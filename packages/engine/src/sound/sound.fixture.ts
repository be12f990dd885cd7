import { sampleRate } from './format.ts';

/** A tone in both channels; its amplitude may change with time. */
export function tone(
  seconds: number,
  { hertz = 997, amplitude = (_: number): number => 0.5 }: { hertz?: number; amplitude?: (seconds: number) => number },
): Float32Array {
  return Float32Array.from(
    { length: Math.round(seconds * sampleRate) },
    (_, index) => amplitude(index / sampleRate) * Math.sin((2 * Math.PI * hertz * index) / sampleRate),
  );
}

/** Something like speech: a buzz of 120 Hz with overtones in syllables of 200 ms, and a breath every two seconds. */
export function speech(seconds: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, (_, index) => {
    const at = index / sampleRate;
    const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.5 * at)) * (at % 2 < 1.6 ? 1 : 0);
    let buzz = 0;
    for (let overtone = 1; overtone <= 12; overtone += 1)
      buzz += Math.sin(2 * Math.PI * 120 * overtone * at) / overtone;
    return amplitude * syllable * buzz * 0.5;
  });
}

/** The largest second difference: for a smooth sound it is small, and a step anywhere shows. */
export function roughness(sound: Float32Array, from = 0, to = sound.length): number {
  let most = 0;
  for (let index = Math.max(2, from); index < to; index += 1) {
    const bend = (sound[index] ?? 0) - 2 * (sound[index - 1] ?? 0) + (sound[index - 2] ?? 0);
    most = Math.max(most, Math.abs(bend));
  }
  return most;
}

export const peakOf = (sound: Float32Array): number =>
  sound.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
