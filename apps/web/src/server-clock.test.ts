import { test } from 'tap';
import { aheadOf } from './server-clock.ts';

const date = 'Fri, 27 Nov 2026 12:00:00 GMT';
const serverMs = Date.parse(date);
const asked = (askedMs: number, tookMs = 40) => ({ date, askedMs, answeredMs: askedMs + tookMs });

test('a clock that is about right is left as it is', (t) => {
  for (const offMs of [-1400, 0, 400, 900, 2300]) t.equal(aheadOf(asked(serverMs + offMs)), 0, `${offMs} ms`);
  t.end();
});

test('one that is wrong is put right, to the second', (t) => {
  const ahead = aheadOf(asked(serverMs - 90_000)) ?? 0;
  t.ok(Math.abs(ahead - 90_000) <= 1000, `${ahead}`);
  const behind = aheadOf(asked(serverMs + 10_000)) ?? 0;
  t.ok(Math.abs(behind + 10_000) <= 1000, `${behind}`);
  t.end();
});

test('an answer that says no time, or took long, teaches nothing', (t) => {
  t.equal(aheadOf({ ...asked(0), date: null }), undefined);
  t.equal(aheadOf(asked(0, 9000)), undefined);
  t.end();
});
