import { test } from 'tap';
import { estimateIn, isHeldBack } from './uplink-doubt.ts';

const wanted = [150_000, 500_000, 1_700_000];

test('a sender is held back by an estimate that is far below what it may send', async (t) => {
  t.ok(isHeldBack(289_000, wanted));
  t.ok(isHeldBack(1_100_000, wanted));
  t.notOk(isHeldBack(2_000_000, wanted));
  t.notOk(isHeldBack(undefined, wanted), 'a browser that has not said anything');
});

test('the estimate is that of the pair in use', async (t) => {
  const report = new Map<string, object>([
    ['a', { type: 'candidate-pair', nominated: false, availableOutgoingBitrate: 1 }],
    ['b', { type: 'candidate-pair', nominated: true, availableOutgoingBitrate: 289_000 }],
    ['c', { type: 'outbound-rtp' }],
  ]) as unknown as RTCStatsReport;
  t.equal(estimateIn(report), 289_000);
  t.equal(estimateIn(new Map() as unknown as RTCStatsReport), undefined);
});
