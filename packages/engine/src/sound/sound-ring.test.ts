import t from 'tap';
import { sampleRate } from './format.ts';
import { roughness, tone } from './sound.fixture.ts';
import { rampSamples, SoundRing } from './sound-ring.ts';

const start = 1_700_000_000 * sampleRate;

const piece = (value: number, samples = 960) => ({
  left: new Float32Array(samples).fill(value),
  right: new Float32Array(samples).fill(-value),
  samples,
});

function read(ring: SoundRing, fromSample: number, samples = 960) {
  const left = new Float32Array(samples);
  const right = new Float32Array(samples);
  const isHeard = ring.read(left, right, fromSample);
  return { left, right, isHeard };
}

t.test('sound is read where it belongs, once, and begins and ends in a line', async (test) => {
  const ring = new SoundRing();
  ring.write(piece(0.5), start / sampleRate);
  const { left, right } = read(ring, start);
  test.equal(left[480], 0.5);
  test.equal(right[480], -0.5);
  test.ok(Math.abs((left[rampSamples / 2] ?? 0) - 0.25) < 0.01, 'half way up');
  test.ok(Math.abs((left[960 - rampSamples / 2] ?? 0) - 0.25) < 0.01, 'half way down');
  test.ok(roughness(left) < 0.5 / rampSamples + 1e-6, 'no step');
  test.notOk(read(ring, start + 12 * sampleRate).isHeard, 'nothing comes again a ring later');
  test.ok(ring.isEmpty);
});

t.test('pieces that follow each other have no seam', async (test) => {
  const ring = new SoundRing();
  const sound = tone(1, { hertz: 440 });
  const out = new Float32Array(sound.length);
  let written = 0;
  for (let at = 0; at < sound.length; at += 1024) {
    // As in a programme: written 100 ms ahead of the reading, in other pieces.
    for (; written < Math.min(sound.length, at + 4800); written += 960) {
      const left = sound.subarray(written, written + 960);
      ring.write({ left, right: left, samples: left.length }, (start + written) / sampleRate);
    }
    out.set(read(ring, start + at, Math.min(1024, out.length - at)).left, at);
  }
  test.same(out.slice(rampSamples, out.length - rampSamples), sound.slice(rampSamples, sound.length - rampSamples));
});

t.test('a small wobble is written on without a break, a jump is put in its place', async (test) => {
  const ring = new SoundRing();
  ring.write(piece(0.1), start / sampleRate);
  ring.write(piece(0.2), start / sampleRate + 0.03);
  test.equal(ring.reanchors, 0);
  ring.write(piece(0.3), start / sampleRate + 0.2);
  test.equal(ring.reanchors, 1);
  const { left } = read(ring, start, 0.3 * sampleRate);
  test.ok(Math.abs((left[960] ?? 0) - 0.2) < 1e-6, 'right behind the first');
  test.equal(left[0.1 * sampleRate], 0, 'silence between');
  test.ok(Math.abs((left[0.2 * sampleRate + 480] ?? 0) - 0.3) < 1e-6);
});

/** Where a mark of a source is heard that goes wrong by `shift` samples at first and `ppm` from then on, against where it belongs. */
function heardOff({ shift = 0, ppm = 0, seconds = 60 }): { offSamples: number; reanchors: number; roughest: number } {
  const ring = new SoundRing();
  const count = seconds * 50;
  const hum = tone(seconds, { hertz: 100, amplitude: () => 0.1 });
  const belongs = (index: number) => start + (index === 0 ? 0 : shift) + index * 960 * (1 + ppm / 1e6);
  let [readTo, markAt, roughest] = [start, Number.NaN, 0];
  for (let index = 0; index < count; index += 1) {
    const left = hum.slice(index * 960, (index + 1) * 960);
    if (index === count - 20) left.fill(0.9);
    ring.write({ left, right: left, samples: 960 }, belongs(index) / sampleRate);
    if (index < 10) continue;
    const out = read(ring, readTo).left;
    const mark = out.findIndex((value) => value > 0.5);
    if (mark >= 0 && Number.isNaN(markAt)) markAt = readTo + mark;
    if (index > 10 && Number.isNaN(markAt)) roughest = Math.max(roughest, roughness(out));
    readTo += 960;
  }
  return { offSamples: markAt - belongs(count - 20), reanchors: ring.reanchors, roughest };
}

t.test('sound comes back to its picture by and by, whatever drew them apart', async (test) => {
  const milliseconds = sampleRate / 1000;
  const cases = {
    'a first report that was 25 ms early': { shift: 25 * milliseconds },
    'one that was 25 ms late': { shift: -25 * milliseconds },
    'a sound card that runs slow': { ppm: 200, seconds: 160 },
    'one that runs fast': { ppm: -200, seconds: 160 },
    neither: {},
  };
  for (const [what, source] of Object.entries(cases)) {
    const { offSamples, reanchors, roughest } = heardOff(source);
    test.ok(Math.abs(offSamples) < 4 * milliseconds, `${what}: ${offSamples / milliseconds} ms`);
    test.equal(reanchors, 0, 'without a break');
    test.ok(roughest < 0.001, `nothing clicks: ${roughest}`);
  }
});

t.test('what goes back in time replaces what was there, in a ramp', async (test) => {
  const ring = new SoundRing();
  ring.write(piece(0.4, 9600), start / sampleRate);
  ring.write(piece(-0.4, 9600), start / sampleRate + 0.1);
  const { left } = read(ring, start, 14_400);
  test.ok(Math.abs((left[2400] ?? 0) - 0.4) < 1e-6);
  test.ok(Math.abs((left[9600] ?? 0) + 0.4) < 1e-6);
  test.ok(roughness(left) < 0.5 / rampSamples, 'no step');
});

t.test('what comes after its time is not played at all', async (test) => {
  const ring = new SoundRing();
  ring.write(piece(0.1), start / sampleRate);
  read(ring, start, 4800);
  ring.write(piece(0.7), start / sampleRate + 0.04);
  test.equal(ring.lateSamples, 960);
  test.notOk(read(ring, start + 4800, 12 * sampleRate).isHeard);
});

t.test('a source that is taken away in the middle of a word fades', async (test) => {
  const ring = new SoundRing();
  const sound = tone(0.3, { hertz: 300 });
  ring.write({ left: sound, right: sound, samples: sound.length }, start / sampleRate);
  const before = read(ring, start, 2048).left;
  ring.end();
  const after = read(ring, start + 2048, 2048).left;
  const joined = Float32Array.from([...before, ...after]);
  test.ok(roughness(joined) < roughness(sound) + 0.6 / rampSamples, `no step: ${roughness(joined)}`);
  test.ok(Math.abs(after[rampSamples / 4] ?? 0) > 0, 'not cut off');
  test.ok(after.subarray(rampSamples).every((sample) => sample === 0));
  test.ok(ring.isEmpty);
});
