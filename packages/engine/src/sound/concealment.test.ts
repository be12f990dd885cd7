import t from 'tap';
import { Concealment } from './concealment.ts';
import { peakOf, roughness, speech, tone } from './sound.fixture.ts';
import { SoundRing } from './sound-ring.ts';

const packet = 960;

/** Plays a sound of which some packets are lost. */
function played(sound: Float32Array, lost: ReadonlySet<number>, { conceal = true } = {}): Float32Array {
  const ring = new SoundRing();
  const concealment = new Concealment();
  let hole = 0;
  for (let at = 0, index = 0; at + packet <= sound.length; at += packet, index += 1) {
    if (lost.has(index)) {
      hole += packet;
      continue;
    }
    const left = sound.slice(at, at + packet);
    if (hole > 0 && conceal) {
      const extension = concealment.extend(hole);
      ring.append({ ...extension, samples: extension.overlap + hole }, extension.overlap);
    }
    hole = 0;
    concealment.remember({ left, right: left, samples: packet });
    ring.write({ left, right: left, samples: packet }, 1000 + at / 48_000);
  }
  const out = new Float32Array(sound.length);
  ring.read(out, new Float32Array(sound.length), 48_000_000);
  return out;
}

const errorOf = (sound: Float32Array, out: Float32Array, from: number, to: number) => {
  let [error, energy] = [0, 1e-12];
  for (let index = from; index < to; index += 1) {
    error += ((sound[index] ?? 0) - (out[index] ?? 0)) ** 2;
    energy += (sound[index] ?? 0) ** 2;
  }
  return error / energy;
};

t.test('a lost packet of a tone is hardly missed', async (test) => {
  const sound = tone(0.6, { hertz: 233 });
  const out = played(sound, new Set([12]));
  const [from, to] = [12 * packet, 13 * packet];
  test.ok(errorOf(sound, out, from, to) < 0.2, `${errorOf(sound, out, from, to)}`);
  test.ok(
    errorOf(sound, played(sound, new Set([12]), { conceal: false }), from, to) > 0.8,
    'silence would be all error',
  );
});

t.test('and of a voice, whose pitch is found', async (test) => {
  const sound = speech(1, 0.4);
  const out = played(sound, new Set([5]));
  const [from, to] = [5 * packet, 6 * packet];
  test.ok(errorOf(sound, out, from, to) < 0.5, `${errorOf(sound, out, from, to)}`);
});

t.test('nothing clicks where it begins, and a long hole fades to silence', async (test) => {
  const sound = tone(0.6, { hertz: 233 });
  const out = played(sound, new Set([12, 13, 14, 15]));
  const [from, to] = [12 * packet, 16 * packet];
  test.ok(roughness(out, from - 480, to - 240) < roughness(sound) * 4, `${roughness(out, from - 480, to - 240)}`);
  test.ok(peakOf(out.slice(from, from + 480)) > 0.4, 'as loud at first');
  test.ok(peakOf(out.slice(to - 900, to)) < 0.02, 'silent after 60 ms');
});
