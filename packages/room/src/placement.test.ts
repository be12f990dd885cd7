import { test } from 'tap';
import { assertMay, may, place, programmeSpatialLayer } from './index.ts';

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

test('the mixer asks for the layer that a tile needs', async (t) => {
  const layer = (source: 'camera' | 'screen', tiles: number, hasScreen: boolean, lines = 720) =>
    programmeSpatialLayer({ source, layers: 3, lines }, { tiles, hasScreen });
  t.equal(layer('camera', 1, false), 2);
  t.equal(layer('camera', 4, false), 1);
  t.equal(layer('camera', 16, false), 0);
  t.equal(layer('camera', 6, true), 0, 'a small tile beside a screen');
  t.equal(layer('screen', 9, true), 2);
  t.equal(layer('camera', 4, false, 480), 2, 'a camera of fewer lines sends more of them');
});
