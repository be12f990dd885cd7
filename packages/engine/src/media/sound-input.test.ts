import t from 'tap';
import { blockSamples, sampleRate } from '../sound/format.ts';
import { roughness } from '../sound/sound.fixture.ts';
import { rampSamples } from '../sound/sound-ring.ts';
import { SourceAudioEncoder, sourceFrameSamples } from '../source-encoder.ts';
import { SoundInput } from './sound-input.ts';

const start = 1000;

/** Opus packets of a stereo tone. */
function packetsOf(seconds: number, hertz: number): Uint8Array[] {
  const encoder = new SourceAudioEncoder({ bitsPerSecond: 96_000 });
  const packets = Array.from({ length: seconds * 50 }, (_, packet) =>
    encoder.encode(
      Float32Array.from(
        { length: sourceFrameSamples * 2 },
        (_, index) => 0.3 * Math.sin((2 * Math.PI * hertz * ((index >> 1) + packet * sourceFrameSamples)) / sampleRate),
      ),
    ),
  );
  encoder.close();
  return packets;
}

function play(input: SoundInput, seconds: number, during: (block: number) => void = () => undefined): Float32Array {
  const blocks = Math.floor((seconds * sampleRate) / blockSamples);
  const out = new Float32Array(blocks * blockSamples);
  for (let block = 0; block < blocks; block += 1) {
    during(block);
    const left = new Float32Array(blockSamples);
    input.addTo(left, new Float32Array(blockSamples), start * sampleRate + block * blockSamples);
    out.set(left, block * blockSamples);
  }
  return out;
}

function feed(input: SoundInput, packets: readonly Uint8Array[], isLost: (index: number) => boolean = () => false) {
  for (const [index, bytes] of packets.entries()) {
    if (isLost(index)) {
      input.handleLoss();
      continue;
    }
    const timestamp = (4_294_960_000 + index * 960) % 2 ** 32;
    input.push({ bytes: Buffer.from(bytes), timestamp, isKey: true }, start + index * 0.02);
  }
}

t.test('lost packets are filled, a click is not heard', async (test) => {
  const packets = packetsOf(1, 330);
  const [whole, holed, long] = [new SoundInput('voice'), new SoundInput('voice'), new SoundInput('voice')];
  feed(whole, packets);
  feed(holed, packets, (index) => index === 20 || index === 31);
  feed(long, packets, (index) => index >= 20 && index < 30);
  const [good, filled, silent] = [play(whole, 0.9), play(holed, 0.9), play(long, 0.9)];
  test.equal(holed.concealedSamples, 2 * 960);
  test.equal(long.concealedSamples, 0, 'a fifth of a second is a hole');
  const limit = roughness(good, 4800) + 1 / rampSamples;
  test.ok(roughness(filled, 4800) < limit, `${roughness(filled, 4800)} beside ${roughness(good, 4800)}`);
  test.ok(roughness(silent, 4800) < limit);
  const energy = (sound: Float32Array) => sound.slice(19_200, 20_160).reduce((sum, sample) => sum + sample ** 2, 0);
  test.ok(energy(filled) > energy(good) * 0.4, 'not a hole');
  for (const input of [whole, holed, long]) input.end();
});

t.test('what the host adds comes in a ramp', async (test) => {
  const input = new SoundInput('music');
  feed(input, packetsOf(1, 330));
  const out = play(input, 0.8, (block) => {
    if (block === 18) input.hostDecibels = 6;
  });
  const peak = (from: number, to: number) =>
    out.slice(from * sampleRate, to * sampleRate).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const decibels = 20 * Math.log10(peak(0.5, 0.7) / peak(0.2, 0.35));
  test.ok(Math.abs(decibels - 6) < 0.3, `${decibels} dB`);
  test.ok(roughness(out, 4800) < 0.01, 'no step');
  input.end();
});

t.test('a source that is closed in the middle fades', async (test) => {
  const input = new SoundInput('voice');
  feed(input, packetsOf(1, 330));
  const out = play(input, 0.8, (block) => {
    if (block === 20) input.end();
  });
  test.ok(roughness(out, 4800) < 0.01);
  test.ok(out.slice(20 * blockSamples + rampSamples).every((sample) => sample === 0));
  test.ok(out.slice(20 * blockSamples, 20 * blockSamples + 60).some((sample) => sample !== 0));
});
