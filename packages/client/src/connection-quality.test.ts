import { test } from 'tap';
import { qualityOf, readPath, SteadyWord } from './connection-quality.ts';

const nothing = { received: 0, lost: 0 };
type Entry = Parameters<typeof readPath>[0][number] extends Iterable<readonly [string, infer E]> ? E : never;
const report = (...entries: Entry[]) => entries.map((entry, i) => [String(i), entry] as const);

test('a word for a path', (t) => {
  t.equal(qualityOf({ roundTripMs: undefined, lossFraction: 0 }), 'unknown');
  t.equal(qualityOf({ roundTripMs: 40, lossFraction: 0.01 }), 'good');
  t.equal(qualityOf({ roundTripMs: 40, lossFraction: 0.05 }), 'fair');
  t.equal(qualityOf({ roundTripMs: 300, lossFraction: 0 }), 'fair');
  t.equal(qualityOf({ roundTripMs: 40, lossFraction: 0.2 }), 'poor');
  t.equal(qualityOf({ roundTripMs: 800, lossFraction: 0 }), 'poor');
  t.end();
});

test('the worse of both ways counts, and of the received only what is new', (t) => {
  const first = readPath(
    [
      report({ type: 'candidate-pair', nominated: true, currentRoundTripTime: 0.05 }),
      report({ type: 'inbound-rtp', packetsReceived: 900, packetsLost: 100 }),
    ],
    nothing,
  );
  t.same(first.path, { roundTripMs: 50, lossFraction: 0.1 });
  const then = readPath(
    [
      report({ type: 'remote-inbound-rtp', fractionLost: 0.02 }, { type: 'candidate-pair', currentRoundTripTime: 9 }),
      report({ type: 'inbound-rtp', packetsReceived: 1900, packetsLost: 100 }),
    ],
    first.count,
  );
  t.same(then.path, { roundTripMs: undefined, lossFraction: 0.02 }, 'a pair that is not nominated says nothing');
  t.end();
});

test('consumers that were closed do not count as loss', (t) => {
  const { path } = readPath([report({ type: 'inbound-rtp', packetsReceived: 10, packetsLost: 0 })], {
    received: 5000,
    lost: 70,
  });
  t.equal(path.lossFraction, 0);
  t.same(readPath([], nothing).path, { roundTripMs: undefined, lossFraction: 0 });
  t.end();
});

test('one bad reading is not spoken of, two are; a good one is at once', (t) => {
  const word = new SteadyWord();
  const said = (['good', 'poor', 'good', 'fair', 'fair', 'poor', 'poor', 'good'] as const).map((one) => word.next(one));
  t.same(said, ['good', 'good', 'good', 'good', 'fair', 'fair', 'poor', 'good']);
  t.end();
});
