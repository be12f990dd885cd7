import { test } from 'tap';
import { startKbpsOf } from './network-hint.ts';

test('a browser that knows nothing of its network starts high', (t) => {
  t.equal(startKbpsOf({}), 2500);
  t.equal(startKbpsOf({ connection: { effectiveType: '4g', downlink: 10 } }), 2500);
  t.end();
});

test('a network that is known to be thin starts low', (t) => {
  t.equal(startKbpsOf({ connection: { effectiveType: '4g', downlink: 0.6 } }), 800);
  t.equal(startKbpsOf({ connection: { effectiveType: '3g', downlink: 0.6 } }), 500);
  t.equal(startKbpsOf({ connection: { effectiveType: 'slow-2g' } }), 150);
  t.end();
});
