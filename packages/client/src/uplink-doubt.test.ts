import { test } from 'tap';
import { estimateIn, isInDoubt } from './uplink-doubt.ts';

const before = [150_000, 50_000, 50_000];
const wanted = [150_000, 500_000, 1_700_000];

test('an estimate that carries all is not doubted, nor one that the browser has not made yet', async (t) => {
  t.notOk(isInDoubt(2_600_000, { before, wanted }));
  t.notOk(isInDoubt(undefined, { before, wanted }));
});

test('an estimate of about what was sent says little of the path', async (t) => {
  t.ok(isInDoubt(289_000, { before, wanted }));
  t.ok(isInDoubt(450_000, { before, wanted }));
});

test('far above what was sent, the browser looks for more by itself', async (t) => {
  t.notOk(isInDoubt(1_400_000, { before, wanted }));
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
