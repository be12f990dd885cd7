import { test } from 'tap';
import { momentsUntil } from './moments-until.ts';

const at = (atMs: number) => ({ atMs });

test('what happened is told when the playhead is there, and not before', async (t) => {
  const moments = [at(3000), at(1000), at(2000)];
  t.same(momentsUntil(moments, undefined), [], 'nothing is shown yet');
  t.same(momentsUntil(moments, 999), []);
  t.same(momentsUntil(moments, 1000), [at(1000)]);
  t.same(momentsUntil(moments, 2999), [at(1000), at(2000)], 'in the order of the programme, not of coming');
  t.same(momentsUntil(moments, 1e6), [at(1000), at(2000), at(3000)]);
  t.same(momentsUntil(moments, 1500), [at(1000)], 'after a jump back');
});
