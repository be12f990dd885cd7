import t from 'tap';
import { isAtEdge } from './at-edge.ts';

const behind = (latencySeconds: number | undefined, mode: 'low' | 'plain' = 'low') => ({
  follows: true,
  latencySeconds,
  mode,
});

t.test('who went back is not at the edge, however near', async (t) => {
  t.notOk(isAtEdge(true, { ...behind(1), follows: false }));
});

t.test('who falls far behind is not called live until they are near again', async (t) => {
  t.ok(isAtEdge(true, behind(1)));
  t.ok(isAtEdge(true, behind(7)), 'on the way back from a short stall');
  t.notOk(isAtEdge(true, behind(9)));
  t.notOk(isAtEdge(false, behind(7)), 'no flicker');
  t.ok(isAtEdge(false, behind(4)));
});

t.test('whole segments lie further behind', async (t) => {
  t.ok(isAtEdge(true, behind(10, 'plain')));
  t.notOk(isAtEdge(true, behind(20, 'plain')));
});

t.test('before anything is known, the intent counts', async (t) => t.ok(isAtEdge(true, behind(undefined))));
