import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@rostrum/protocol';
import { Demuxer } from 'node-av/api';
import t from 'tap';
import { toSample } from '../cmaf/avc.ts';
import { SourceAudioEncoder, SourceVideoEncoder, sourceFrameSamples } from '../source-encoder.ts';
import type { Track, TrackFrame } from './track-chunk.ts';
import { TrackFile } from './track-file.ts';

const dir = await mkdtemp(join(tmpdir(), 'rostrum-tracks-'));
t.teardown(() => rm(dir, { recursive: true }));
const startMs = Date.UTC(2030, 0, 1);
const person = { participantId: newId('participant'), name: 'Ada' };

/** Two seconds of which the one in the middle is missing. */
function picturesOf(codec: 'vp8' | 'h264'): TrackFrame[] {
  const encoder = new SourceVideoEncoder({ codec, width: 320, height: 180, frameRate: 30, bitsPerSecond: 100_000 });
  const track: Track = { ...person, source: 'camera', codec };
  const frames = Array.from({ length: 90 }, (_, index) => {
    const isKey = index % 30 === 0;
    const bytes = Buffer.from(encoder.encode({ frameIndex: index, keyFrame: isKey }));
    return { track, atMs: startMs + (index * 1000) / 30, isKey, bytes };
  });
  encoder.close();
  return frames.filter((_, index) => index < 30 || index >= 60);
}

/** As long, with a clock that trembles. */
function soundOf(): TrackFrame[] {
  const encoder = new SourceAudioEncoder({ bitsPerSecond: 48_000 });
  const frames = Array.from({ length: 150 }, (_, index) => ({
    track: { ...person, source: 'microphone', codec: 'opus' } satisfies Track,
    atMs: startMs + index * 20 + (index % 3),
    isKey: true,
    bytes: Buffer.from(encoder.encode(new Float32Array(sourceFrameSamples * 2).fill(index / 1000))),
  }));
  encoder.close();
  return frames.filter((_, index) => index < 50 || index >= 100);
}

/** By a demuxer that was not written here. */
async function writeAndRead(frames: readonly TrackFrame[]) {
  const [first] = frames;
  if (!first) throw new Error('no frames');
  const path = join(dir, `${first.track.codec}.${TrackFile.extension(first.track)}`);
  const file = TrackFile.open(path, first, { title: 'Ada', PROGRAM_DATE_TIME: new Date(startMs).toISOString() });
  for (const frame of frames) file.push(frame);
  const facts = file.close();
  const demuxer = await Demuxer.open(path);
  const { num = 1, den = 1 } = demuxer.streams[0]?.timeBase ?? {};
  const packets: { ms: number; isKey: boolean; bytes: Buffer }[] = [];
  for await (const packet of demuxer.packets()) {
    if (!packet) break;
    const ms = (Number(packet.pts) * num * 1000) / den;
    packets.push({ ms, isKey: packet.isKeyframe, bytes: Buffer.from(packet.data ?? []) });
    packet.free();
  }
  await demuxer.close();
  return { facts, packets };
}

for (const codec of ['vp8', 'h264'] as const) {
  t.test(`${codec}: every byte is as it came, at its time, and the gap is a gap`, async (test) => {
    const frames = picturesOf(codec);
    const { facts, packets } = await writeAndRead(frames);
    test.equal(facts.startMs, startMs);
    test.ok(Math.abs(facts.durationSeconds - 3) < 0.01);
    test.same(
      packets.map(({ isKey, bytes }) => [isKey, bytes]),
      frames.map(({ isKey, bytes }) => [isKey, codec === 'h264' ? toSample(bytes) : bytes]),
    );
    const worst = packets.map(({ ms }, index) => Math.abs(ms - ((frames[index]?.atMs ?? 0) - startMs)));
    test.ok(Math.max(...worst) <= 1, `${Math.max(...worst)} ms`);
  });
}

t.test(
  'opus: a clock that is faster than ours costs a frame now and then, and one that is slower a gap',
  async (test) => {
    // Each with bytes of its own, to know it again.
    const timed = (stepMs: number) =>
      soundOf().map((frame, index) => ({
        ...{ ...frame, atMs: startMs + index * stepMs, bytes: Buffer.concat([frame.bytes, Buffer.from([index])]) },
      }));
    for (const stepMs of [19.4, 20.6]) {
      const frames = timed(stepMs);
      const { packets } = await writeAndRead(frames);
      const steps = packets.slice(1).map(({ ms }, index) => Math.round(ms - (packets[index]?.ms ?? 0)));
      test.ok(Math.min(...steps) >= 20, 'no frame over another one');
      const apart = packets.map(
        ({ ms, bytes }) => ms - stepMs * frames.findIndex((frame) => frame.bytes.equals(bytes)),
      );
      test.ok(Math.max(...apart.map(Math.abs)) <= 21, `${Math.max(...apart)} ms from where it should be`);
      test.equal(packets.length < frames.length, stepMs < 20);
    }
  },
);

t.test('opus: a clock that trembles is no gap, and a mute is one', async (test) => {
  const frames = soundOf();
  const { packets } = await writeAndRead(frames);
  test.same(
    packets.map(({ bytes }) => bytes),
    frames.map(({ bytes }) => bytes),
  );
  const steps = packets.slice(1).map(({ ms }, index) => Math.round(ms - (packets[index]?.ms ?? 0)));
  test.equal(steps.filter((step) => step === 20).length, 98);
  test.ok(
    steps.some((step) => Math.abs(step - 1020) < 5),
    'one second',
  );
});
