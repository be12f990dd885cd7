import type { RecordingId } from '@rostrum/protocol';
import { test } from 'tap';
import { pastRetention } from './retention.ts';

const dayMs = 24 * 3600 * 1000;
const nowMs = Date.UTC(2030, 0, 31);
/** Made so many days ago, in this order of names. */
const made = (...ages: Array<[days: number, bytes?: number]>) =>
  ages.map(([days, bytes = 1], n) => ({ id: `r${n}` as RecordingId, createdAtMs: nowMs - days * dayMs, bytes }));

test('without a bound everything is kept', async (t) => {
  t.same(pastRetention(made([1], [10_000]), {}, nowMs), []);
});

test('by age: what is older goes, what is exactly so old stays', async (t) => {
  t.same(pastRetention(made([1], [30], [31], [400]), { days: 30 }, nowMs), ['r3', 'r2']);
});

test('by number: the newest stay, whatever order they come in', async (t) => {
  t.same(pastRetention(made([3], [1], [2], [4]), { count: 2 }, nowMs), ['r3', 'r0']);
});

test('by bytes: the newest that fit together; the newest one always', async (t) => {
  t.same(pastRetention(made([1, 40], [2, 60], [3, 1]), { bytes: 100 }, nowMs), ['r2']);
  t.same(pastRetention(made([1, 500], [2, 1]), { bytes: 100 }, nowMs), ['r1']);
});

test('one bound that is passed is enough, and an older one is never kept for a newer one', async (t) => {
  t.same(pastRetention(made([1, 90], [2, 20], [3, 5]), { count: 3, bytes: 100 }, nowMs), ['r2', 'r1']);
  t.same(pastRetention(made([1], [20], [3]), { days: 10, count: 2 }, nowMs), ['r1']);
});

test('any rule keeps a run of the newest', async (t) => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  for (let round = 0; round < 500; round += 1) {
    const recordings = made(...Array.from({ length: random(12) }, (): [number, number] => [random(50), random(50)]));
    const gone = pastRetention(
      recordings,
      { days: 1 + random(50), count: 1 + random(8), bytes: 1 + random(200) },
      nowMs,
    );
    const kept = recordings.filter(({ id }) => !gone.includes(id));
    const newestGone = Math.max(
      -Infinity,
      ...recordings.filter(({ id }) => gone.includes(id)).map((r) => r.createdAtMs),
    );
    if (kept.some(({ createdAtMs }) => createdAtMs < newestGone)) t.fail(JSON.stringify({ recordings, gone }));
  }
});
