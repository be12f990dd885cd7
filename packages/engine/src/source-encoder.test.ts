import { AV_CHANNEL_LAYOUT_STEREO, type FFDecoderCodec } from 'node-av/constants';
import { Codec, CodecContext, Frame, Packet } from 'node-av/lib';
import { test } from 'tap';
import { SourceAudioEncoder, SourceVideoEncoder, sourceFrameSamples } from './source-encoder.ts';

function openDecoder(name: string): CodecContext {
  const decoder = Codec.findDecoderByName(name as FFDecoderCodec);
  if (!decoder) throw new Error(`no decoder ${name}`);
  const context = new CodecContext();
  context.allocContext3(decoder);
  if (name === 'libopus') {
    context.sampleRate = 48_000;
    context.channelLayout = AV_CHANNEL_LAYOUT_STEREO;
  }
  context.open2Sync(decoder);
  return context;
}

/** Decodes units one by one and looks at each frame while it is there. */
function decode(name: string, units: readonly Uint8Array[], look: (frame: Frame) => void): void {
  const context = openDecoder(name);
  const [packet, frame] = [new Packet(), new Frame()];
  packet.alloc();
  frame.alloc();
  for (const unit of [...units, null]) {
    packet.data = unit && Buffer.from(unit);
    context.sendPacketSync(unit && packet);
    packet.unref();
    while (context.receiveFrameSync(frame) >= 0) look(frame);
  }
  packet.free();
  frame.free();
  context.freeContext();
}

for (const [codec, decoder, isKeyFrame] of [
  ['vp8', 'vp8', (unit: Uint8Array) => ((unit[0] ?? 1) & 1) === 0],
  ['h264', 'h264', (unit: Uint8Array) => Buffer.from(unit).includes(Buffer.from([0, 0, 1, 0x65]))],
] as const) {
  test(`${codec}: each picture comes out at once, as painted, with key frames where asked`, async (t) => {
    const encoder = new SourceVideoEncoder({ codec, width: 64, height: 36, frameRate: 30, bitsPerSecond: 300_000 });
    const units = [60, 90, 120, 150].map((luma, frameIndex) => {
      encoder.picture.y.bytes.fill(luma);
      encoder.picture.u.bytes.fill(100);
      encoder.picture.v.bytes.fill(160);
      return encoder.encode({ frameIndex, keyFrame: frameIndex === 0 || frameIndex === 2 });
    });
    encoder.close();
    encoder.close();
    t.same(units.map(isKeyFrame), [true, false, true, false]);
    const seen: number[][] = [];
    decode(decoder, units, (frame) => seen.push((frame.data ?? []).map((plane) => plane[0] ?? -1)));
    t.equal(seen.length, 4);
    for (const [index, [y = 0, u = 0, v = 0]] of seen.entries()) {
      t.ok(Math.abs(y - (60 + 30 * index)) <= 6, `luma ${y}`);
      t.ok(Math.abs(u - 100) <= 6 && Math.abs(v - 160) <= 6, `chroma ${u} ${v}`);
    }
  });
}

test('opus: sound comes out the stated delay after it went in', async (t) => {
  const encoder = new SourceAudioEncoder({ bitsPerSecond: 96_000 });
  const onset = 5 * sourceFrameSamples + 400;
  const units = Array.from({ length: 10 }, (_, block) => {
    const samples = new Float32Array(sourceFrameSamples * 2);
    for (let index = 0; index < samples.length; index++) {
      const at = block * sourceFrameSamples + (index >> 1);
      samples[index] = at < onset ? 0 : 0.5 * Math.sin((2 * Math.PI * 1000 * (at - onset)) / 48_000);
    }
    return encoder.encode(samples);
  });
  encoder.close();
  const heard: number[] = [];
  decode('libopus', units, (frame) => {
    const plane = frame.data?.[0] ?? Buffer.alloc(0);
    // The decoder gives 16-bit samples, both channels side by side.
    for (let at = 0; at < frame.nbSamples * 4; at += 4) heard.push(plane.readInt16LE(at));
  });
  const first = heard.findIndex((value) => Math.abs(value) > 4000);
  // A sine of this level passes 4000 within 12 samples; the codec smears an onset by a little.
  t.ok(Math.abs(first - (onset + encoder.delaySamples)) < 60, `heard at ${first}, sent at ${onset}`);
});

test('what is not one Opus frame is refused', async (t) => {
  const encoder = new SourceAudioEncoder({ bitsPerSecond: 48_000 });
  t.throws(() => encoder.encode(new Float32Array(100)), TypeError);
  encoder.close();
});
