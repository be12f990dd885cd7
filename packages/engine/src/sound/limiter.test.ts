import t from 'tap';
import { blockSamples } from './format.ts';
import { Limiter, limiterDelaySamples } from './limiter.ts';
import { peakOf, roughness, tone } from './sound.fixture.ts';

/** Through the limiter in blocks, as the programme does it. */
function limited(sound: Float32Array): Float32Array {
  const limiter = new Limiter();
  const out = new Float32Array(sound.length);
  for (let at = 0; at + blockSamples <= sound.length; at += blockSamples) {
    const left = sound.slice(at, at + blockSamples);
    limiter.apply(left, left.slice());
    out.set(left, at);
  }
  return out;
}

t.test('no sample passes the ceiling, however loud and sudden', async (test) => {
  const burst = tone(2, { amplitude: (at) => (at > 0.5 && at < 1 ? 4 : 0.5) });
  test.ok(peakOf(limited(burst)) <= 0.891, `${peakOf(limited(burst))}`);
  const click = new Float32Array(10_240);
  for (const [at, value] of [
    [3000, 3],
    [3100, -8],
    [3339, 2],
    [5000, 1.2],
  ] as const) {
    click[at] = value;
  }
  test.ok(peakOf(limited(click)) <= 0.891);
});

t.test('what is not loud is left as it is, a little later', async (test) => {
  const sound = tone(1, { amplitude: () => 0.85 });
  const out = limited(sound);
  const end = out.length - blockSamples;
  test.same(out.slice(limiterDelaySamples, end), sound.slice(0, end - limiterDelaySamples));
});

t.test('the gain has no step, at the edges of blocks or anywhere', async (test) => {
  const hertz = 200;
  const sound = tone(3, { hertz, amplitude: (at) => (at > 1 && at < 1.7 ? 1.7 : 0.8) });
  // The source itself steps where it grows louder; so the ends of that are left out.
  const out = limited(sound);
  const quiet = roughness(tone(0.5, { hertz, amplitude: () => 0.89 }));
  const whole = (from: number, to: number) => roughness(out, from * 48_000, to * 48_000);
  test.ok(whole(1.02, 1.69) < quiet * 1.2, `while loud: ${whole(1.02, 1.69)} beside ${quiet}`);
  test.ok(whole(1.72, 2.9) < quiet * 1.2, 'while it comes back');
});

t.test('it is as loud as before within a second and a half', async (test) => {
  const out = limited(tone(3, { amplitude: (at) => (at < 0.5 ? 2.5 : 0.5) }));
  test.ok(peakOf(out.slice(2 * 48_000, 2.9 * 48_000)) > 0.495);
});
