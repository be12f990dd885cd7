import t from 'tap';
import { consumerKbps } from './consumer-cost.ts';

t.test('a consumer costs what goes out: nothing while it is paused, and less in a lower layer', async (t) => {
  t.equal(consumerKbps({ kind: 'video', paused: true, spatialLayer: 2 }), 0);
  const [low = 0, middle = 0, high = 0] = [0, 1, 2].map((spatialLayer) =>
    consumerKbps({ kind: 'video', paused: false, spatialLayer }),
  );
  t.ok(consumerKbps({ kind: 'audio', paused: false }) < low);
  t.ok(low < middle && middle < high);
  t.ok(consumerKbps({ kind: 'video', paused: false }) > middle, 'a screen has no layers');
  t.equal(consumerKbps({ kind: 'video', paused: false, pipedLayers: 3 }), low + middle + high, 'a pipe carries all');
});
