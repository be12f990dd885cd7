import { test } from 'tap';
import { initialMode, type ModeState, modeAfterCalm, modeAfterStall } from './latency-mode.ts';

const stalls = (state: ModeState, ...timesMs: number[]) => timesMs.reduce(modeAfterStall, state);

test('a stall now and then is borne; four within a minute are not', async (t) => {
  t.equal(stalls(initialMode, 0, 30_000, 61_000, 92_000, 123_000).mode, 'low');
  t.equal(stalls(initialMode, 0, 1000, 2000).mode, 'low');
  t.equal(stalls(initialMode, 0, 1000, 2000, 3000).mode, 'plain');
});

test('a minute without a stall brings low latency back', async (t) => {
  const plain = stalls(initialMode, 0, 1000, 2000, 3000);
  t.equal(modeAfterCalm(plain, 62_999).mode, 'plain');
  const stalled = modeAfterStall(plain, 50_000);
  t.equal(modeAfterCalm(stalled, 109_000).mode, 'plain', 'counted from the last stall');
  const low = modeAfterCalm(stalled, 110_000);
  t.equal(low.mode, 'low');
  t.equal(modeAfterStall(low, 110_100).mode, 'low', 'with a clean sheet');
});

test('what is tried in vain is tried ever less often, and soon again after it went well', async (t) => {
  let state = initialMode;
  const waits: number[] = [];
  let now = 0;
  for (let i = 0; i < 7; i++) {
    state = stalls(state, now, now + 1, now + 2, now + 3);
    waits.push(state.calmMs);
    now += 3 + state.calmMs;
    state = modeAfterCalm(state, now);
    t.equal(state.mode, 'low');
  }
  t.same(
    waits.map((ms) => ms / 60_000),
    [1, 2, 4, 8, 15, 15, 15],
  );
  now += 10 * 60_000;
  t.equal(stalls(state, now, now + 1, now + 2, now + 3).calmMs, 60_000);
});
