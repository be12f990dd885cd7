import { test } from 'tap';
import { lastHeardMs } from './resume-moment.ts';
import { nextSwap, type StageSwap, type SwapEvent } from './stage-swap.ts';

const after = (...events: SwapEvent[]) => events.reduce<StageSwap>(nextSwap, { name: 'player' });
const left: SwapEvent = { type: 'off-stage', lastHeardMs: 5000 };

test('the player stays until the stage is seen, and is silent once it is heard', (t) => {
  t.same(after({ type: 'on-stage' }), { name: 'arriving', isHeard: false });
  t.same(after({ type: 'on-stage' }, { type: 'heard' }), { name: 'arriving', isHeard: true });
  t.same(after({ type: 'on-stage' }, { type: 'heard' }, { type: 'seen' }), { name: 'stage' });
  t.same(after({ type: 'on-stage' }, { type: 'seen' }, { type: 'heard' }), { name: 'stage' });
  t.end();
});

test('back in the audience the player begins where the stage was heard last', (t) => {
  t.same(after({ type: 'on-stage' }, { type: 'seen' }, left), { name: 'player', startAtMs: 5000 });
  t.same(after({ type: 'on-stage' }, { type: 'heard' }, left), { name: 'player' }, 'it never stopped');
  t.same(after(left), { name: 'player' });
  t.same(after({ type: 'on-stage' }, { type: 'seen' }, left, { type: 'seen' }), { name: 'player', startAtMs: 5000 });
  t.match(after({ type: 'on-stage' }, { type: 'seen' }, left, { type: 'on-stage' }), { name: 'arriving' });
  t.end();
});

test('what was heard last was spoken a little before', (t) => {
  const nowMs = 1_000_000;
  t.ok(lastHeardMs(nowMs) < nowMs, 'never ahead of the moment of leaving');
  t.ok(lastHeardMs(nowMs) > nowMs - 1000);
  t.end();
});
