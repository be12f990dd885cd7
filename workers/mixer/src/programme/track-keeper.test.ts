import { readTrackChunk, type TrackFrame } from '@rostrum/engine';
import { newId } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import { test } from 'tap';
import { TrackKeeper } from './track-keeper.ts';

const track = { participantId: newId('participant'), name: 'A', source: 'camera', codec: 'vp8' } as const;
const frame = (atMs: number, size = 10): TrackFrame => ({ track, atMs, isKey: true, bytes: Buffer.alloc(size, atMs) });
const log = createLogger('test', 'silent');

test('what came is put in order, one object at a time, and all of it by the end', async (t) => {
  const kept: Buffer[] = [];
  let running = 0;
  const put = async (index: number, bytes: Buffer) => {
    running += 1;
    t.equal(running, 1);
    t.equal(index, kept.length);
    await new Promise((resolve) => setImmediate(resolve));
    kept.push(bytes);
    running -= 1;
  };
  const keeper = new TrackKeeper({ put, log });
  const frames = [1, 2, 3, 4].map((atMs) => frame(atMs));
  for (const one of frames) {
    keeper.push(one);
    if (one.atMs % 2 === 0) keeper.cut();
  }
  keeper.push(frame(5));
  await keeper.end();
  t.same(
    kept.flatMap((bytes) => readTrackChunk(bytes)),
    [...frames, frame(5)],
  );
  t.equal(kept.length, 3);
});

test('when storage is away the oldest is let go of, and the rest is kept', async (t) => {
  const kept: number[] = [];
  const back = Promise.withResolvers<void>();
  const put = async (_index: number, bytes: Buffer) => {
    await back.promise;
    kept.push(...readTrackChunk(bytes).map(({ atMs }) => atMs));
  };
  const keeper = new TrackKeeper({ put, log, maxWaitingBytes: 3500 });
  for (let atMs = 1; atMs <= 6; atMs += 1) {
    keeper.push(frame(atMs, 1000));
    keeper.cut();
  }
  back.resolve();
  await keeper.end();
  t.same(kept, [1, 4, 5, 6], 'the first was on its way');
});
