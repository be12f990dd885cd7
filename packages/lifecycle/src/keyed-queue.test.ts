import { test } from 'tap';
import { Backoff, Cleanups, FakeClock, KeyedQueue } from './index.ts';

test('tasks of one key run in order, keys run side by side, a failure stops nobody', async (t) => {
  const queue = new KeyedQueue<string>();
  const seen: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = queue.run('a', async () => {
    await gate.promise;
    seen.push('a1');
    throw new Error('a1 failed');
  });
  const second = queue.run('a', () => seen.push('a2'));
  await queue.run('b', () => seen.push('b1'));
  t.same(seen, ['b1']);
  gate.resolve();
  await t.rejects(first, /a1 failed/);
  await second;
  t.same(seen, ['b1', 'a1', 'a2']);
  await new Promise((resolve) => setImmediate(resolve));
  t.equal(queue.size, 0, 'nothing is kept');
});

test('closing a key refuses what waits', async (t) => {
  const queue = new KeyedQueue<string>();
  const gate = Promise.withResolvers<void>();
  const running = queue.run('a', () => gate.promise);
  const waiting = queue.run('a', () => t.fail('must not run'));
  waiting.catch(() => undefined); // Looked at below.
  await new Promise((resolve) => setImmediate(resolve)); // The first task has begun.
  queue.close('a', 'ROOM_CLOSED');
  gate.resolve();
  await running;
  await t.rejects(waiting, { code: 'ROOM_CLOSED' });
  t.equal(await queue.run('a', () => 'anew'), 'anew');
});

test('cleanups run in reverse, all of them, once', async (t) => {
  const cleanups = new Cleanups();
  const seen: string[] = [];
  cleanups.add('first', () => seen.push('first'));
  cleanups.add('second', () => Promise.reject(new Error('broken')));
  cleanups.add('third', () => seen.push('third'));
  const closing = cleanups.close();
  t.equal(cleanups.close(), closing);
  await t.rejects(closing, /closing second failed/);
  t.same(seen, ['third', 'first']);
});

test('the wait doubles up to its bound and is forgotten in time', async (t) => {
  const backoff = new Backoff({ firstMs: 100, maxMs: 1000, forgetAfterMs: 5000 });
  const middle = () => 0.5;
  t.ok(backoff.isCalm(0));
  t.same(
    [0, 1, 2, 3, 4, 5].map((n) => backoff.next(n, middle)),
    [100, 200, 400, 800, 1000, 1000],
  );
  t.notOk(backoff.isCalm(5005));
  t.ok(backoff.isCalm(5006));
  t.equal(backoff.next(10_000, middle), 100);
});

test('a fake clock runs what falls due, in order', async (t) => {
  const clock = new FakeClock(0);
  const seen: string[] = [];
  const tick = clock.every(10, () => seen.push(`tick ${clock.now()}`));
  clock.after(15, () => seen.push('once'));
  clock.advance(20);
  tick.cancel();
  clock.advance(100);
  t.same(seen, ['tick 10', 'once', 'tick 20']);
  t.equal(clock.timers, 0);
});
