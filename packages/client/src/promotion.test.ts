import { test } from 'tap';
import { nextPromotion, noPromotion, type Promotion, type PromotionEvent } from './promotion.ts';

const after = (...events: PromotionEvent[]) => events.reduce<Promotion>(nextPromotion, noPromotion);
const offered: PromotionEvent = { type: 'offered', by: 'Ada', until: '2026-11-23T20:00:00Z' };

test('offered, prepared, accepted, on stage, and back', (t) => {
  t.same(after(offered), { name: 'offered', by: 'Ada', until: '2026-11-23T20:00:00Z', isReady: false });
  t.match(after(offered, { type: 'ready' }), { name: 'offered', isReady: true });
  t.same(after(offered, { type: 'accepted' }), { name: 'accepting', by: 'Ada' });
  t.same(after(offered, { type: 'accepted' }, { type: 'joined' }), { name: 'on-stage' });
  t.same(after(offered, { type: 'accepted' }, { type: 'joined' }, { type: 'demoted' }), noPromotion);
  t.end();
});

test('the same offer twice is one offer, and what is prepared stays so', (t) => {
  const twice = after(offered, { type: 'ready' }, { type: 'offered', by: 'Ada' }, offered);
  t.match(twice, { name: 'offered', isReady: true, until: '2026-11-23T20:00:00Z' });
  t.match(after({ type: 'offered', by: 'Ada' }, offered), { until: '2026-11-23T20:00:00Z' }, 'the time comes later');
  t.end();
});

test('an offer that is withdrawn after the answer no longer matters', (t) => {
  t.same(after(offered, { type: 'closed' }), noPromotion);
  t.match(after(offered, { type: 'accepted' }, { type: 'closed' }), { name: 'accepting' });
  t.match(after(offered, { type: 'accepted' }, { type: 'joined' }, offered), { name: 'on-stage' });
  t.end();
});

test('a join that fails leaves the person in the audience', (t) => {
  t.same(after(offered, { type: 'accepted' }, { type: 'failed' }), noPromotion);
  t.same(after({ type: 'accepted' }), noPromotion);
  t.same(after({ type: 'ready' }), noPromotion);
  t.end();
});
