import { test } from 'tap';
import { assertMay, may, place } from './index.ts';

const node = (id: string, region: string, load: number, draining = false) => ({ id, region, load, draining });

test('the region first, then the load, never a draining node, the one to avoid last', async (t) => {
  const nodes = [node('a', 'eu', 0.9), node('b', 'eu', 0.2), node('c', 'us', 0), node('d', 'eu', 0, true)];
  t.equal(place(nodes, 'eu')?.id, 'b');
  t.equal(place(nodes, 'eu', 'b')?.id, 'a');
  t.equal(place(nodes, 'us')?.id, 'c');
  t.equal(place(nodes, 'asia')?.id, 'c');
  t.equal(place([node('a', 'eu', 0)], 'eu', 'a')?.id, 'a', 'better the one to avoid than none');
  t.equal(place([], 'eu'), undefined);
});

test('only the host starts and ends', async (t) => {
  t.ok(may('host', 'go-live'));
  t.notOk(may('presenter', 'go-live'));
  t.notOk(may('viewer', 'present'));
  t.throws(() => assertMay('presenter', 'end'), { code: 'PERMISSION_DENIED' });
});
