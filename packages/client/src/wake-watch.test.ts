import t, { type Test } from 'tap';
import { WakeWatch } from './wake-watch.ts';

function open(t: Test, page = { isHidden: false, nowMs: 0 }) {
  const target = new EventTarget();
  const woke: string[] = [];
  const watch = new WakeWatch({
    target,
    onWake: (reason) => woke.push(reason),
    nowMs: () => page.nowMs,
    isHidden: () => page.isHidden,
  });
  t.teardown(() => watch.close());
  const look = (afterMs: number, type = 'visibilitychange') => {
    page.nowMs += afterMs;
    target.dispatchEvent(new Event(type));
  };
  return { page, woke, look, watch };
}

t.test('a gap in the time of a page that is looked at is a sleep', async (t) => {
  const { woke, look } = open(t);
  look(14_000);
  t.same(woke, []);
  look(16_000, 'resume');
  t.same(woke, ['slept']);
});

t.test('a hidden page is kept waiting for a minute without having slept, also when it is shown again', async (t) => {
  const { page, woke, look } = open(t);
  page.isHidden = true;
  look(1000);
  look(60_000);
  page.isHidden = false;
  look(60_000);
  t.same(woke, []);
  page.isHidden = true;
  look(1000);
  look(80_000);
  t.same(woke, ['slept']);
});

t.test('a network that comes back is told at once; a closed watch tells nothing', async (t) => {
  const { woke, look, watch } = open(t);
  look(0, 'online');
  t.same(woke, ['online']);
  watch.close();
  look(0, 'online');
  look(100_000);
  t.same(woke, ['online']);
});
