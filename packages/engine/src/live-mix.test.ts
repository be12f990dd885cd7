import { type ParticipantId, type ProgrammeState, undirected } from '@rostrum/protocol';
import { Decoder, Demuxer } from 'node-av/api';
import t, { type Test } from 'tap';
import { wallClockMs } from './clock/mix-clock.ts';
import { LiveMix } from './live-mix.ts';
import type { OutputPart } from './output/part.ts';
import { type Rgb, uOf, vOf } from './picture/yuv.ts';
import { TestStream } from './rtp.fixture.ts';
import { SourceAudioEncoder, type SourcePicture, SourceVideoEncoder, sourceFrameSamples } from './source-encoder.ts';

const canvas = { width: 640, height: 360, frameRate: 30 } as const;
const red = { red: 220, green: 20, blue: 20 };
const blue = { red: 20, green: 20, blue: 220 };

function fill({ y, u, v, height }: SourcePicture, colour: Rgb): void {
  y.bytes.fill(90, 0, y.stride * height);
  u.bytes.fill(uOf(colour), 0, (u.stride * height) / 2);
  v.bytes.fill(vOf(colour), 0, (v.stride * height) / 2);
}

/** Someone whose picture has one colour and whose sound is a tone, sent as fast as the clock goes. */
class Sender {
  readonly video: TestStream;
  readonly audio: TestStream;
  readonly #colour: Rgb;
  readonly #toneHz: number;
  readonly #sound = new SourceAudioEncoder({ bitsPerSecond: 64_000 });
  readonly #beganMs = wallClockMs();
  #picture: SourceVideoEncoder;
  #frames = 0;
  #blocks = 0;
  wantsKeyFrame = true;

  constructor(ssrc: number, { colour, toneHz }: { colour: Rgb; toneHz: number }) {
    this.video = new TestStream({ ssrc, codec: 'vp8' });
    this.audio = new TestStream({ ssrc: ssrc + 1, codec: 'opus' });
    this.#colour = colour;
    this.#toneHz = toneHz;
    this.#picture = this.#open(320, 180);
  }

  /** Another layer: the same stream goes on with pictures of another size. */
  resize(width: number, height: number): void {
    this.#picture.close();
    this.#picture = this.#open(width, height);
    this.wantsKeyFrame = true;
  }

  /** The datagrams that are due. */
  due(): Buffer[] {
    const datagrams: Buffer[] = [];
    const elapsedMs = wallClockMs() - this.#beganMs;
    for (; (this.#frames * 1000) / 30 <= elapsedMs; this.#frames += 1) {
      const wallMs = this.#beganMs + (this.#frames * 1000) / 30;
      const frame = this.#picture.encode({ frameIndex: this.#frames, keyFrame: this.wantsKeyFrame });
      this.wantsKeyFrame = false;
      if (this.#frames % 15 === 10) {
        datagrams.push(this.video.senderReport(wallMs), this.audio.senderReport(wallMs));
      }
      datagrams.push(...this.video.packets(frame, wallMs));
    }
    for (; this.#blocks * 20 <= elapsedMs; this.#blocks += 1) {
      datagrams.push(...this.audio.packets(this.#sound.encode(this.#tone()), this.#beganMs + this.#blocks * 20));
    }
    return datagrams;
  }

  close(): void {
    this.#picture.close();
    this.#sound.close();
  }

  #open(width: number, height: number): SourceVideoEncoder {
    const encoder = new SourceVideoEncoder({ codec: 'vp8', width, height, frameRate: 30, bitsPerSecond: 200_000 });
    fill(encoder.picture, this.#colour);
    return encoder;
  }

  #tone(): Float32Array {
    return Float32Array.from(
      { length: sourceFrameSamples * 2 },
      (_, index) =>
        0.3 * Math.sin((2 * Math.PI * this.#toneHz * ((index >> 1) + this.#blocks * sourceFrameSamples)) / 48_000),
    );
  }
}

const stateOf = (
  revision: number,
  people: Record<string, { sender: Sender; cameraOff?: boolean }>,
): ProgrammeState => ({
  revision,
  participants: Object.entries(people).map(([name, { sender, cameraOff = false }]) => ({
    id: `u_${name}` as ParticipantId,
    name,
    title: '',
    camera: { ...sender.video.stream, paused: cameraOff },
    microphone: sender.audio.stream,
  })),
  slate: { title: 'Talk', message: 'Soon' },
  ...undirected,
});

interface Decoded {
  /** Timestamps in ticks, in the order of the file. */
  readonly times: readonly number[];
  /** What `look` saw in each frame. */
  readonly seen: readonly { readonly u: readonly number[]; readonly v: readonly number[]; readonly peak: number }[];
}

/** Reads init and parts as a player would: by a demuxer that was not written here. */
async function decode(init: Buffer, parts: readonly OutputPart[]): Promise<Decoded> {
  const demuxer = await Demuxer.open(Buffer.concat([init, ...parts.map(({ bytes }) => bytes)]));
  const [stream] = demuxer.streams;
  if (!stream || demuxer.streams.length !== 1) throw new Error(`${demuxer.streams.length} streams`);
  const decoder = await Decoder.create(stream);
  const times: number[] = [];
  const seen: { u: number[]; v: number[]; peak: number }[] = [];
  for await (const frame of decoder.frames(demuxer.packets())) {
    if (!frame) break;
    times.push(Number(frame.pts));
    const [first = Buffer.alloc(0), u = first, v = first] = frame.data ?? [];
    const at = (plane: Buffer, index: number, x: number, y: number) =>
      plane[(y >> 1) * (frame.linesize[index] ?? 0) + (x >> 1)] ?? 0;
    const middles = [canvas.width / 4, (canvas.width * 3) / 4];
    let peak = 0;
    if (frame.isAudio()) for (let at = 0; at + 4 <= first.length; at += 4) peak = Math.max(peak, first.readFloatLE(at));
    seen.push(
      frame.isAudio()
        ? { u: [], v: [], peak }
        : { u: middles.map((x) => at(u, 1, x, 180)), v: middles.map((x) => at(v, 2, x, 180)), peak },
    );
    frame.free();
  }
  decoder.close();
  await demuxer.close();
  return { times, seen };
}

function assertContinuous(test: Test, times: readonly number[], step: number): void {
  test.ok(times.length > 60, `${times.length} frames`);
  test.same(
    times,
    times.map((_, index) => index * step),
    'every frame has its place, from 0',
  );
}

t.test(
  'two senders become parts that play: colours, a tone, a new layer, a camera that is switched off',
  async (test) => {
    const [left, right] = [
      new Sender(10, { colour: red, toneHz: 1000 }),
      new Sender(20, { colour: blue, toneHz: 730 }),
    ];
    const parts: OutputPart[] = [];
    const mix = LiveMix.open({
      canvas,
      state: stateOf(1, { left: { sender: left }, right: { sender: right } }),
      feedback: {
        requestKeyFrame: (ssrc) => {
          for (const sender of [left, right]) if (sender.video.stream.ssrc === ssrc) sender.wantsKeyFrame = true;
        },
        requestPackets: () => undefined,
      },
      onPart: (part) => parts.push(part),
    });
    const feed = setInterval(() => {
      for (const sender of [left, right]) {
        // Every 17th is lost on the way.
        for (const [index, datagram] of sender.due().entries()) {
          if (index % 17 !== 16) mix.inputs.handleDatagram(datagram, wallClockMs());
        }
      }
    }, 10);
    test.teardown(async () => {
      clearInterval(feed);
      await mix.close();
      left.close();
      right.close();
    });
    const pictures = () => parts.filter(({ rendition }) => rendition === 'video').length;
    const until = async (count: number) => {
      while (pictures() < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const running = mix.run();
    await until(4);
    left.resize(640, 360);
    await until(8);
    mix.apply(stateOf(2, { left: { sender: left }, right: { sender: right, cameraOff: true } }));
    await until(14);
    await mix.stop();
    await running;

    const [video, audio] = await Promise.all(
      mix.output.renditions.map(({ rendition, init }) =>
        decode(
          init,
          parts.filter((part) => part.rendition === rendition.name),
        ),
      ),
    );
    if (!video || !audio) throw new Error('a rendition is missing');
    assertContinuous(test, video.times, 3000);
    assertContinuous(test, audio.times, 1024);
    const isRed = (frame: (typeof video.seen)[number] | undefined, tile: number) => (frame?.v[tile] ?? 0) > 180;
    const isBlue = (frame: (typeof video.seen)[number] | undefined, tile: number) => (frame?.u[tile] ?? 0) > 180;
    const beforeResize = video.seen.slice(20, 40);
    test.ok(
      beforeResize.some((frame) => isRed(frame, 0) && isBlue(frame, 1)),
      'red on the left, blue on the right',
    );
    test.ok(
      video.seen.slice(60, 80).some((frame) => isRed(frame, 0) && isBlue(frame, 1)),
      'after the new layer too',
    );
    const last = video.seen.at(-1);
    test.ok(isRed(last, 0) && !isBlue(last, 1), 'a card in the place of the camera that is off');
    test.ok(
      audio.seen.slice(60).some(({ peak }) => peak > 0.4),
      'both tones are heard together',
    );
    test.ok(
      audio.seen.every(({ peak }) => peak < 1),
      'and nothing clips',
    );
  },
);

t.test('with nobody there the slate is shown, in silence', async (test) => {
  const parts: OutputPart[] = [];
  const mix = LiveMix.open({
    canvas,
    state: stateOf(1, {}),
    feedback: { requestKeyFrame: () => undefined, requestPackets: () => undefined },
    onPart: (part) => parts.push(part),
  });
  const running = mix.run();
  while (parts.length < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  await mix.stop();
  await running;
  await mix.close();
  await mix.close();
  const [video, audio] = await Promise.all(
    mix.output.renditions.map(({ rendition, init }) =>
      decode(
        init,
        parts.filter((part) => part.rendition === rendition.name),
      ),
    ),
  );
  const isGrey = (chroma: number) => Math.abs(chroma - 128) < 12;
  test.ok(video?.seen.every(({ u, v }) => [...u, ...v].every(isGrey)));
  test.ok(audio?.seen.every(({ peak }) => peak < 0.001));
});

t.test(
  'a live one that is stopped where a part ends goes on for a frame, so that its last parts are known',
  async (test) => {
    const parts: OutputPart[] = [];
    let stopping: Promise<void> | undefined;
    const mix = LiveMix.open({
      canvas,
      state: stateOf(1, {}),
      endsWithinPart: true,
      feedback: { requestKeyFrame: () => undefined, requestPackets: () => undefined },
      onPart: (part) => {
        parts.push(part);
        if (part.rendition === 'video') stopping ??= mix.stop();
      },
    });
    test.teardown(() => mix.close());
    await mix.run();
    await stopping;
    for (const name of ['video', 'audio']) {
      const own = parts.filter(({ rendition }) => rendition === name);
      test.same(
        own.map(({ part, final }) => ({ part, final })),
        [
          { part: 0, final: false },
          { part: 1, final: true },
        ],
      );
    }
    test.equal(mix.output.frames, 11);
  },
);

t.test(
  'what is missing since another mixer has died is made at once, and not held against the machine',
  async (test) => {
    const beganMs = 1_000_000_000;
    let nowMs = beganMs;
    let madeBeforeWaiting: number | undefined;
    const parts: OutputPart[] = [];
    const mix = LiveMix.open({
      canvas,
      state: stateOf(1, {}),
      feedback: { requestKeyFrame: () => undefined, requestPackets: () => undefined },
      onPart: (part) => parts.push(part),
      delayMs: 250,
      clock: {
        now: () => nowMs,
        wait: async (ms) => {
          madeBeforeWaiting ??= mix.output.frames;
          nowMs += ms;
          await new Promise((resolve) => setImmediate(resolve));
        },
      },
    });
    test.teardown(() => mix.close());
    const running = mix.run(beganMs - 250 - 1000);
    while (mix.stats().outputSeconds < 4) await new Promise((resolve) => setImmediate(resolve));
    await mix.stop();
    await running;
    test.equal(mix.captureMs(0), beganMs - 1250, 'the time of capture goes on where it was');
    test.equal(madeBeforeWaiting, 31, 'a second of frames, and the one that is due now');
    test.equal(mix.stats().governorLevel, 0);
    const [first] = mix.output.renditions;
    const { times } = await decode(
      first?.init ?? Buffer.alloc(0),
      parts.filter(({ rendition }) => rendition === 'video'),
    );
    assertContinuous(test, times, 3000);
  },
);

t.test('what is long ago is not made good', async (test) => {
  const mix = LiveMix.open({
    canvas,
    state: stateOf(1, {}),
    feedback: { requestKeyFrame: () => undefined, requestPackets: () => undefined },
    onPart: () => undefined,
    delayMs: 250,
    clock: { now: () => 1_000_000, wait: async () => new Promise((resolve) => setImmediate(resolve)) },
  });
  test.teardown(() => mix.close());
  const running = mix.run(500_000);
  while (mix.output.frames < 30) await new Promise((resolve) => setImmediate(resolve));
  test.equal(mix.captureMs(0), 1_000_000 - 1500 - 250);
  await mix.stop();
  await running;
});
