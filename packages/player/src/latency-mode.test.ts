import { test } from 'tap';
import { initialMode, type ModeState, modeAfterCalm, modeAfterStall } from './latency-mode.ts';

const stalls = (state: ModeState, ...timesMs: number[]) => timesMs.reduce(modeAfterStall, state);

const often = (fromMs: number) => Array.from({ length: 6 }, (_, index) => fromMs + index * 6000);

test('a stall now and then is borne; six within a minute are not', async (t) => {
  t.equal(stalls(initialMode, 0, 13_000, 26_000, 39_000, 52_000, 65_000, 78_000).mode, 'low');
  t.equal(stalls(initialMode, ...often(0).slice(0, 5)).mode, 'low');
  t.equal(stalls(initialMode, ...often(0)).mode, 'plain');
});

test('a picture that starts and stops until it runs has stalled once', async (t) => {
  t.equal(stalls(initialMode, 0, 500, 900, 1500, 2000, 2400, 3000).mode, 'low');
});

test('a minute without a stall brings low latency back', async (t) => {
  const plain = stalls(initialMode, ...often(0));
  t.equal(modeAfterCalm(plain, 89_999).mode, 'plain');
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
    state = stalls(state, ...often(now));
    waits.push(state.calmMs);
    now += 30_000 + state.calmMs;
    state = modeAfterCalm(state, now);
    t.equal(state.mode, 'low');
  }
  t.same(
    waits.map((ms) => ms / 60_000),
    [1, 2, 4, 8, 15, 15, 15],
  );
  now += 10 * 60_000;
  t.equal(stalls(state, ...often(now)).calmMs, 60_000);
});
