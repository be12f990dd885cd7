import { FakeClock } from '@rostrum/lifecycle';
import type { NodeId } from '@rostrum/protocol';
import { test } from 'tap';
import { ExpectedLoads } from './expected-loads.ts';

test('what was placed counts until the node has announced it', async (t) => {
  const clock = new FakeClock();
  const loads = new ExpectedLoads(clock);
  const [a, b] = ['a', 'b'] as NodeId[] as [NodeId, NodeId];
  loads.add(a, 2000);
  clock.advance(1000);
  loads.add(a, 3000);
  loads.add(b, 1);
  t.same(
    loads.now(),
    new Map([
      [a, 5000],
      [b, 1],
    ]),
  );
  clock.advance(600);
  t.equal(loads.now().get(a), 3000);
  clock.advance(1000);
  t.equal(loads.now().size, 0);
});
