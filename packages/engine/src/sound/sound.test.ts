import t from 'tap';
import { sampleRate } from './format.ts';
import { Limiter } from './limiter.ts';
import { SoundRing } from './sound-ring.ts';

const start = 1_700_000_000 * sampleRate;
const block = (value: number, samples = 960) => ({
  left: new Float32Array(samples).fill(value),
  right: new Float32Array(samples).fill(-value),
  samples,
});

function read(ring: SoundRing, fromSample: number, samples = 960) {
  const left = new Float32Array(samples);
  const right = new Float32Array(samples);
  ring.addTo(left, right, fromSample);
  return { left, right };
}

t.test('sound is read where it belongs, once', async (test) => {
  const ring = new SoundRing();
  ring.write(block(0.5), start / sampleRate);
  const { left, right } = read(ring, start);
  test.equal(left[0], 0.5);
  test.equal(right[959], -0.5);
  test.equal(read(ring, start + 12 * sampleRate).left[0], 0, 'nothing comes again a ring later');
});

t.test('a small wobble is written on without a break, a jump is put in its place', async (test) => {
  const ring = new SoundRing();
  ring.write(block(0.1), start / sampleRate);
  ring.write(block(0.2), start / sampleRate + 0.03);
  test.equal(ring.reanchors, 0);
  ring.write(block(0.3), start / sampleRate + 0.2);
  test.equal(ring.reanchors, 1);
  const { left } = read(ring, start, 0.3 * sampleRate);
  test.ok(Math.abs((left[960] ?? 0) - 0.2) < 1e-6, 'right behind the first');
  test.equal(left[0.1 * sampleRate], 0, 'silence between');
  test.ok(Math.abs((left[0.2 * sampleRate] ?? 0) - 0.3) < 1e-6);
});

t.test('what comes after its time is not played at all', async (test) => {
  const ring = new SoundRing();
  ring.write(block(0.1), start / sampleRate);
  read(ring, start, 4800);
  ring.write(block(0.7), start / sampleRate + 0.04);
  test.equal(ring.lateSamples, 960);
  const { left } = read(ring, start + 4800, 12 * sampleRate);
  test.notOk(left.some((sample) => sample !== 0));
});

t.test('loud voices together are turned down, and come back', async (test) => {
  const limiter = new Limiter();
  const loud = block(2.5, 1024);
  limiter.apply(loud.left, loud.right);
  test.ok(Math.max(...loud.left.map(Math.abs)) <= 0.951, 'no sample clips');
  let last = 0;
  for (let index = 0; index < 120; index += 1) {
    const quiet = block(0.1, 1024);
    limiter.apply(quiet.left, quiet.right);
    last = quiet.left[1023] ?? 0;
  }
  test.ok(last > 0.0999, 'full again');
});

t.test('what is not loud is left as it is', async (test) => {
  const limiter = new Limiter();
  const quiet = block(0.9, 1024);
  limiter.apply(quiet.left, quiet.right);
  test.ok(quiet.left.every((sample) => Math.abs(sample - 0.9) < 1e-6));
});
