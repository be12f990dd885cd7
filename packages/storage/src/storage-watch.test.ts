import { tmpdir } from 'node:os';
import { FakeClock } from '@rostrum/lifecycle';
import { test } from 'tap';
import { type StorageCondition, StorageWatch } from './storage-watch.ts';

async function rig(lowBytes: number) {
  const clock = new FakeClock();
  const told: StorageCondition[] = [];
  const storage = { answer: (): Promise<void> => Promise.resolve(), put: () => storage.answer() };
  const watch = await StorageWatch.open({
    ...{ storage, clock, lowBytes, folder: tmpdir() },
    onChange: (condition) => told.push(condition),
  });
  return { clock, told, storage, watch };
}

test('what is well is told by nobody; trouble and its end are told once each', async (t) => {
  const { told, storage, watch } = await rig(1);
  t.match(watch.condition, { isWritable: true, isLow: false, freeBytes: Number });
  storage.answer = () => Promise.reject(new Error('full'));
  await watch.look();
  await watch.look();
  t.match(told, [{ isWritable: false }]);
  storage.answer = () => Promise.resolve();
  await watch.look();
  t.match(told, [{ isWritable: false }, { isWritable: true }]);
});

test('little space is told at the first look', async (t) => {
  const { told, clock, watch } = await rig(Number.MAX_SAFE_INTEGER);
  t.match(told, [{ isLow: true, isWritable: true }]);
  watch.close();
  t.equal(clock.timers, 0);
});

test('a storage that does not answer is not writable', async (t) => {
  const { clock, storage, watch } = await rig(1);
  storage.answer = () => new Promise(() => undefined);
  const looking = watch.look();
  clock.advance(5000);
  t.match(await looking, { isWritable: false });
});
