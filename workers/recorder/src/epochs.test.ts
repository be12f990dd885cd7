import { test } from 'tap';
import { recordedEpochs, spanSeconds } from './epochs.ts';

const epoch = (number: number, startMs: number, segments = 2) => ({
  epoch: number,
  initKey: `init-${number}`,
  segments: Array.from({ length: segments }, (_, n) => ({
    key: `${number}-${n}`,
    msn: n,
    durationSeconds: 2,
    programDateTimeMs: startMs + n * 2000,
  })),
});
const video = (epochs: ReturnType<typeof epoch>[], rendition = 'v0') => ({ rendition, kind: 'video' as const, epochs });
const audio = (epochs: ReturnType<typeof epoch>[]) => ({ rendition: 'a0', kind: 'audio' as const, epochs });

test('the best picture and the sound of each epoch, in order', async (t) => {
  const epochs = recordedEpochs({
    ended: true,
    renditions: [
      audio([epoch(2, 9010), epoch(1, 1010)]),
      video([epoch(2, 9000), epoch(1, 1000)]),
      video([epoch(1, 1000)], 'v1'),
    ],
  });
  t.same(
    epochs.map(({ epoch, startMs, tracks }) => ({ epoch, startMs, inits: tracks.map((track) => track.initKey) })),
    [
      { epoch: 1, startMs: 1000, inits: ['init-1', 'init-1'] },
      { epoch: 2, startMs: 9000, inits: ['init-2', 'init-2'] },
    ],
  );
});

test('an epoch without a whole segment of each track is left out', async (t) => {
  const renditions = [video([epoch(1, 0), epoch(2, 5000)]), audio([epoch(1, 0), epoch(2, 5000, 0)])];
  t.same(
    recordedEpochs({ ended: true, renditions }).map((one) => one.epoch),
    [1],
  );
});

test('a programme of sound alone, and of nothing', async (t) => {
  t.equal(recordedEpochs({ ended: true, renditions: [video([]), audio([epoch(1, 0)])] })[0]?.tracks.length, 1);
  t.same(recordedEpochs({ ended: true, renditions: [video([epoch(1, 0, 0)])] }), []);
  t.same(recordedEpochs({ ended: false, renditions: [] }), []);
});

test('a gap is kept, an overlap or a clock that is off is not', async (t) => {
  const facts = { startMs: 1000, durationSeconds: 10 };
  t.equal(spanSeconds({ ...facts, nextStartMs: 13_500 }), 12.5);
  t.equal(spanSeconds({ ...facts, nextStartMs: 11_010 }), 10, 'less than a frame');
  t.equal(spanSeconds({ ...facts, nextStartMs: 9000 }), 10);
  t.equal(spanSeconds({ ...facts, nextStartMs: 3_600_000 }), 10);
});
