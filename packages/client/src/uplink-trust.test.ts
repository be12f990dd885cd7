import { test } from 'tap';
import { type UplinkReading, UplinkTrust, uplinkFacts } from './uplink-trust.ts';

const full = 2_350_000;
const believed = 2_500_000;
const calm = { full, wanted: full, estimate: 3_000_000, lossFraction: 0, roundTripMs: 5 };
const trickle = { wanted: 250_000 };
const fallen = { estimate: 300_000 };

type Step = Partial<UplinkReading>;
const times = (count: number, step: Step = {}): Step[] => Array.from({ length: count }, () => step);

/** Readings every 300 ms. @returns when the estimate was begun anew, and where */
function starts(steps: readonly Step[], trust = new UplinkTrust(believed)): [atMs: number, bits: number][] {
  return steps.flatMap((step, index) => {
    const bits = trust.next({ ...calm, nowMs: 10_000 + index * 300, ...step });
    return bits === undefined ? [] : [[index * 300, bits] as [number, number]];
  });
}

test('an estimate that is high enough is let alone', (t) => {
  t.strictSame(starts(times(100)), []);
  t.end();
});

test('one that fell begins anew at what is wanted, at the second reading', (t) => {
  t.strictSame(starts([...times(10), ...times(2, fallen), ...times(20)]), [[3300, full]]);
  t.end();
});

test('one that fell while little was wanted does so when more is', (t) => {
  t.strictSame(starts([...times(10, { ...trickle, ...fallen }), fallen, ...times(20)]), [[3000, full]]);
  t.end();
});

test('a thin network is tried ever less, and ever more rarely', (t) => {
  const thin = { estimate: 600_000 };
  const found = starts(times(400, thin));
  t.ok(found.length <= 5, `${found.length} starts in two minutes`);
  for (const [index, [atMs, bits]] of found.entries()) {
    const [beforeMs, before] = found[index - 1] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    t.ok(bits < before && atMs - beforeMs >= 1500, `${bits} bit/s at ${atMs} ms`);
  }
  t.end();
});

test('a network that loses packets, or whose queue is full, is let alone', (t) => {
  t.strictSame(starts([...times(10), ...times(30, { ...fallen, lossFraction: 0.1 })]), []);
  t.strictSame(starts([...times(10), ...times(30, { ...fallen, roundTripMs: 400 })]), []);
  t.end();
});

test('what was carried for seconds is trusted on the next path, what shot up for a moment is not', (t) => {
  const slow = new UplinkTrust(500_000);
  starts([{ estimate: 1_900_000 }, ...times(5, { estimate: 400_000 })], slow);
  t.ok(slow.proven < 1_000_000, `${slow.proven}`);
  starts(times(20, { estimate: 1_900_000 }), slow);
  t.equal(slow.proven, 1_900_000);
  t.end();
});

test('facts come from the path in use and the worst stream', (t) => {
  const report = new Map<string, object>([
    ['a', { type: 'candidate-pair', nominated: false, availableOutgoingBitrate: 1 }],
    ['b', { type: 'candidate-pair', nominated: true, availableOutgoingBitrate: 900_000, currentRoundTripTime: 0.02 }],
    ['c', { type: 'remote-inbound-rtp', fractionLost: 0.01 }],
    ['d', { type: 'remote-inbound-rtp', fractionLost: 0.2 }],
  ]);
  t.strictSame(uplinkFacts(report), { estimate: 900_000, lossFraction: 0.2, roundTripMs: 20 });
  t.equal(uplinkFacts(new Map([['c', { type: 'remote-inbound-rtp', fractionLost: 0 }]])), undefined);
  t.end();
});
