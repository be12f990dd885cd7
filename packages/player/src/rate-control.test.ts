import { test } from 'tap';
import { decideRate, hasCaughtUp, initialTarget, targetAfterCalm, targetAfterStall } from './rate-control.ts';

const at = (distanceSeconds: number, bufferedSeconds = 0.6) =>
  decideRate({ distanceSeconds, targetSeconds: 0.67, bufferedSeconds });

test('at the target the speed is 1; near it, gentle; far from it, quick; beyond 6 s, a jump', (t) => {
  t.same(at(0.67), { type: 'rate', rate: 1 });
  t.same(at(0.69), { type: 'rate', rate: 1 });
  for (let distance = 0; distance <= 1.67; distance += 0.01) {
    const decision = at(distance);
    t.ok(decision.type === 'rate' && decision.rate >= 0.9 && decision.rate <= 1.1, `${distance}`);
  }
  t.match(at(3), { type: 'rate' });
  const far = at(6.5);
  t.ok(far.type === 'rate' && far.rate > 1.1 && far.rate <= 1.5);
  t.same(at(6.7), { type: 'seek' });
  t.end();
});

test('the rate grows with the distance', (t) => {
  let last = 0;
  for (let distance = 0.1; distance < 6.6; distance += 0.1) {
    const decision = at(distance);
    if (decision.type !== 'rate') {
      t.fail('no jump expected');
      break;
    }
    t.ok(decision.rate >= last, `${distance}`);
    last = decision.rate;
  }
  t.end();
});

test('a thin buffer is not run dry', (t) => {
  t.same(at(2, 0.1), { type: 'rate', rate: 1 });
  t.match(at(0.3, 0.1), { type: 'rate' });
  t.end();
});

test('a stepwise simulation settles at the target without oscillating', (t) => {
  let distance = 4;
  let crossings = 0;
  for (let i = 0; i < 400; i++) {
    const decision = at(distance);
    const before = Math.sign(distance - 0.67);
    if (decision.type === 'rate') distance -= (decision.rate - 1) * 0.1;
    if (Math.sign(distance - 0.67) !== before) crossings += 1;
  }
  t.ok(Math.abs(distance - 0.67) < 0.05, String(distance));
  t.ok(crossings <= 1);
  t.end();
});

test('stalls widen the target up to 5 parts, calm narrows it down to 2', (t) => {
  let target = initialTarget;
  for (let i = 0; i < 20; i++) target = targetAfterStall(target, 1000);
  t.equal(target.parts, 5);
  t.equal(targetAfterCalm(target, 2000), target, 'not yet');
  let now = 1000;
  for (let i = 0; i < 10; i++) {
    now += 30_000;
    target = targetAfterCalm(target, now);
  }
  t.same(target, initialTarget);
  t.end();
});

test('caught up is near the target, however little is buffered', (t) => {
  const caughtUp = (distanceSeconds: number) => hasCaughtUp({ distanceSeconds, targetSeconds: 1, bufferedSeconds: 0 });
  t.equal(caughtUp(0.8), true);
  t.equal(caughtUp(1.5), true);
  t.equal(caughtUp(3), false);
  t.equal(caughtUp(30), false);
  t.end();
});
