import t from 'tap';
import { AutoGain, gainOf, type SoundKind } from './auto-gain.ts';
import { blockSamples, sampleRate } from './format.ts';
import { integratedLufs, LoudnessMeter } from './loudness.ts';
import { speech, tone } from './sound.fixture.ts';

function measure(left: Float32Array, right = left): number {
  const blocks: number[] = [];
  new LoudnessMeter((meanSquare) => blocks.push(meanSquare)).push(left, right);
  return integratedLufs(blocks);
}

/** Through the gain in blocks, as a source goes. @returns the sound, and the gain after each block in decibels */
function levelled(sound: Float32Array, kind: SoundKind = 'voice') {
  const gain = new AutoGain(kind);
  const out = new Float32Array(sound.length);
  const decibels: number[] = [];
  for (let at = 0; at < sound.length; at += blockSamples) {
    const block = sound.subarray(at, at + blockSamples);
    gain.push(block, block);
    out.set(
      block.map((sample) => sample * gainOf(gain.decibels)),
      at,
    );
    decibels.push(gain.decibels);
  }
  return { out, decibels };
}

t.test('the meter says what BS.1770 says', async (test) => {
  // "If a 0 dB FS, 997 Hz sine wave is applied to the left … input, the indicated loudness will equal −3.01 LKFS."
  const full = tone(5, { amplitude: () => 1 });
  test.ok(Math.abs(measure(full, new Float32Array(full.length)) + 3.01) < 0.02);
  // EBU Tech 3341, test 1: a stereo tone of 1000 Hz at −23 dBFS is −23 LUFS.
  const quiet = tone(20, { hertz: 1000, amplitude: () => 10 ** (-23 / 20) });
  test.ok(Math.abs(measure(quiet) + 23) < 0.1, `${measure(quiet)}`);
  // EBU Tech 3341, test 3: the relative gate leaves out what is 13 dB lower.
  const level = (at: number) => 10 ** ((at < 10 || at >= 70 ? -36 : -23) / 20);
  test.ok(Math.abs(measure(tone(80, { hertz: 1000, amplitude: level })) + 23) < 0.1);
});

t.test('low and high voices come near −16 LUFS, within what is allowed', async (test) => {
  for (const amplitude of [0.15, 0.3, 0.6, 1.2]) {
    const { out, decibels } = levelled(speech(60, amplitude));
    const settled = measure(out.slice(25 * sampleRate));
    test.ok(Math.abs(settled + 16) < 1, `${amplitude}: ${settled.toFixed(2)} LUFS`);
    test.ok(decibels.every((value) => Math.abs(value) <= 12.001));
  }
  const whisper = levelled(speech(60, 0.012)).decibels;
  test.ok(Math.max(...whisper) <= 12.001, 'and no further');
});

t.test('it is slow: a second of speech moves it by a decibel or three', async (test) => {
  const { decibels } = levelled(speech(40, 0.08));
  const second = Math.round(sampleRate / blockSamples);
  for (let index = second; index < decibels.length; index += 1) {
    const step = (decibels[index] ?? 0) - (decibels[index - second] ?? 0);
    if (step > 1.05 || step < -3.05) test.fail(`moved by ${step} dB in a second`);
  }
  test.ok((decibels.at(-1) ?? 0) > 5);
});

t.test('noise and pauses are not lifted', async (test) => {
  let seed = 7;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  const fan = Float32Array.from({ length: 30 * sampleRate }, () => random() * 0.006);
  test.ok(
    levelled(fan).decibels.every((value) => value === 0),
    'a fan alone',
  );
  const words = speech(20, 0.3);
  const pausing = Float32Array.from({ length: 50 * sampleRate }, (_, index) => (words[index] ?? 0) + (fan[index] ?? 0));
  const { decibels } = levelled(pausing);
  const at = (seconds: number) => decibels[Math.round((seconds * sampleRate) / blockSamples)] ?? 0;
  test.ok(Math.abs(at(49) - at(21)) < 0.2, `the gain rests in a pause: ${at(21)} then ${at(49)}`);
});

t.test('it does not pump: a steady voice has a steady gain', async (test) => {
  const { decibels } = levelled(speech(120, 0.3));
  const late = decibels.slice(decibels.length / 2);
  test.ok(Math.max(...late) - Math.min(...late) < 0.5, `${Math.max(...late) - Math.min(...late)} dB`);
});

t.test('music keeps its quiet and its loud places', async (test) => {
  const piece = tone(40, { hertz: 440, amplitude: (at) => (at % 20 < 10 ? 0.04 : 0.5) });
  const { decibels } = levelled(piece, 'music');
  test.ok(Math.max(...decibels) - Math.min(...decibels) < 5);
  const second = Math.round(sampleRate / blockSamples);
  for (let index = second; index < decibels.length; index += 1) {
    const step = Math.abs((decibels[index] ?? 0) - (decibels[index - second] ?? 0));
    if (step > 0.22) test.fail(`moved by ${step} dB in a second`);
  }
});
