import { Demuxer } from 'node-av/api';
import t from 'tap';
import { YuvFrame } from '../picture/yuv-frame.ts';
import { blockSamples } from '../sound/format.ts';
import type { OutputPart } from './part.ts';
import { type Effort, ProgrammeOutput } from './programme-output.ts';

const canvas = { width: 640, height: 360, frameRate: 30 } as const;

/** Encodes so many frames of a picture that changes. @param efforts by the frame before which they are set */
async function encode(frames: number, efforts: Readonly<Record<number, Effort>> = {}) {
  const parts: OutputPart[] = [];
  const output = ProgrammeOutput.open({ canvas, ladder: [180, 90], onPart: (part) => parts.push(part) });
  const picture = new YuvFrame(canvas);
  const silence = new Float32Array(blockSamples);
  for (let index = 0, blocks = 0; index < frames; index += 1) {
    const effort = efforts[index];
    if (effort) output.effort = effort;
    picture.fill({ red: (index * 5) % 255, green: 90, blue: 120 });
    await output.pushPicture(picture);
    for (; (blocks * blockSamples) / 48_000 <= (index + 3) / 30; blocks += 1) output.pushSound(silence, silence);
  }
  output.end();
  const { renditions } = output;
  output.close();
  picture.close();
  return { parts, renditions };
}

interface Packets {
  /** When each is shown, seconds. */
  readonly times: readonly number[];
  readonly keyTimes: readonly number[];
}

/** By a demuxer that was not written here. */
async function packetsOf({ parts, renditions }: Awaited<ReturnType<typeof encode>>, name: string): Promise<Packets> {
  const init = renditions.find(({ rendition }) => rendition.name === name)?.init ?? Buffer.alloc(0);
  const own = parts.filter(({ rendition }) => rendition === name).map(({ bytes }) => bytes);
  const demuxer = await Demuxer.open(Buffer.concat([init, ...own]));
  const [times, keyTimes]: [number[], number[]] = [[], []];
  for await (const packet of demuxer.packets()) {
    if (!packet) break;
    const seconds = Number(packet.pts) / 90_000;
    times.push(seconds);
    if (packet.isKeyframe) keyTimes.push(seconds);
    packet.free();
  }
  await demuxer.close();
  return { times, keyTimes };
}

const videos = ['video', 'video180', 'video90'];

t.test('all sizes have the same frames, key frames and parts', async (test) => {
  const made = await encode(130);
  test.same(
    made.renditions.map(({ rendition }) => rendition.name),
    [...videos, 'audio'],
  );
  const cuts = (name: string) =>
    made.parts
      .filter(({ rendition }) => rendition === name)
      .map(({ segment, part, startSeconds, durationSeconds, independent, last }) => {
        return { segment, part, startSeconds, durationSeconds, independent, last };
      });
  test.equal(cuts('video').length, 13);
  test.same(cuts('video180'), cuts('video'));
  test.same(cuts('video90'), cuts('video'));
  for (const name of videos) {
    const { times, keyTimes } = await packetsOf(made, name);
    test.same(
      times,
      times.map((_, index) => index / 30),
      `${name} has every frame`,
    );
    test.equal(times.length, 130);
    test.same(keyTimes, [0, 2, 4], `${name} has a key frame at each segment`);
  }
});

t.test(
  'less effort leaves no hole: fewer frames last longer, a faster preset goes on in the same track',
  async (test) => {
    const made = await encode(200, {
      25: { preset: 'superfast', lowerDivider: 2 },
      95: { preset: 'ultrafast', lowerDivider: 10 },
      155: { preset: 'veryfast', lowerDivider: 1 },
    });
    const ends = (name: string) =>
      made.parts
        .filter(({ rendition }) => rendition === name)
        .map(({ startSeconds, durationSeconds, independent }) => [
          startSeconds.toFixed(4),
          durationSeconds.toFixed(4),
          independent,
        ]);
    test.same(ends('video180'), ends('video'), 'parts stay the same');
    // A preset changes with a part, in all sizes at once.
    const keys = [0, 1, 2, 10 / 3, 4, 16 / 3, 6].map((time) => time.toFixed(3));
    const keysOf = async (name: string) => (await packetsOf(made, name)).keyTimes.map((time) => time.toFixed(3));
    test.same(await keysOf('video'), keys);
    test.same(await keysOf('video180'), keys);
    const { times } = await packetsOf(made, 'video180');
    const between = (from: number, to: number) => times.filter((time) => time >= from && time < to).length;
    test.equal(between(0, 1), 30);
    test.equal(between(1, 10 / 3), 35, 'from the next part on, every second frame');
    test.equal(between(10 / 3, 16 / 3), 6, 'then one in each part');
    test.equal(between(16 / 3, 20 / 3), 40, 'and all again');
  },
);

t.test('a run that ends within a part has all that it began', async (test) => {
  const made = await encode(64, { 5: { preset: 'veryfast', lowerDivider: 10 } });
  const length = (name: string) => {
    const last = made.parts.filter(({ rendition }) => rendition === name).at(-1);
    return ((last?.startSeconds ?? 0) + (last?.durationSeconds ?? 0)).toFixed(4);
  };
  for (const name of videos) test.equal(length(name), (64 / 30).toFixed(4));
});
