import { Fault } from '@rostrum/protocol';
import { test } from 'tap';
import {
  initialSocketState,
  nextSocketState,
  pauseBefore,
  type SocketEvent,
  type SocketState,
} from './resume-policy.ts';

const after = (state: SocketState, ...events: SocketEvent[]) => events.reduce(nextSocketState, state);
const lost = (code: number, atMs = 100): SocketEvent => ({ type: 'lost', code, atMs });

test('a lost socket is tried at once, then with growing pauses, without an end', (t) => {
  let state = after(initialSocketState(0), { type: 'opened' }, lost(1006, 500));
  t.same(state, { name: 'reconnecting', attempt: 0, retryInMs: 0, sinceMs: 500 });
  const pauses: number[] = [];
  for (let i = 0; i < 8; i++) {
    state = nextSocketState(state, lost(1006, 600 + i));
    if (state.name === 'reconnecting') pauses.push(state.retryInMs);
  }
  t.same(pauses, [200, 400, 800, 1600, 2000, 2000, 2000, 2000]);
  t.match(state, { name: 'reconnecting', sinceMs: 500 }, 'the loss keeps its time');
  t.same(nextSocketState(state, { type: 'opened' }), { name: 'open' });
  t.equal(pauseBefore(0), 0);
  t.end();
});

test('the older of two tabs stays away', (t) => {
  const state = after(initialSocketState(0), { type: 'opened' }, lost(4009));
  t.match(state, { name: 'closed', reason: 'replaced' });
  t.equal(after(state, { type: 'nudged', atMs: 1 }, { type: 'opened' }), state, 'nothing opens it again');
  t.end();
});

test('what cannot get better is not tried again', (t) => {
  for (const code of [4001, 4002, 4026])
    t.match(after(initialSocketState(0), { type: 'opened' }, lost(code)), { name: 'closed', reason: 'refused' });
  const fault = new Fault('WEBINAR_NOT_FOUND');
  t.match(after(initialSocketState(0), { type: 'lost', code: 1006, atMs: 1, fault }), { reason: 'refused', fault });
  t.end();
});

test('what may get better is tried again', (t) => {
  for (const code of [1000, 1001, 1006, 1011, 4010, 4011, 4029])
    t.equal(after(initialSocketState(0), { type: 'opened' }, lost(code)).name, 'reconnecting', String(code));
  for (const code of ['LINK_CLOSED', 'SESSION_LOST', 'SHUTTING_DOWN'] as const)
    t.equal(
      after(initialSocketState(0), { type: 'lost', code: 1006, atMs: 1, fault: new Fault(code) }).name,
      'connecting',
      code,
    );
  t.end();
});

test('a nudge ends the pause, and doubts an open socket', (t) => {
  const waiting = after(initialSocketState(0), lost(1006), lost(1006), lost(1006));
  t.match(waiting, { retryInMs: 800 });
  t.match(nextSocketState(waiting, { type: 'nudged', atMs: 9 }), { name: 'connecting', retryInMs: 0 });
  t.match(after(waiting, { type: 'opened' }, { type: 'nudged', atMs: 9 }), { name: 'reconnecting', sinceMs: 9 });
  t.same(after(waiting, { type: 'left' }), { name: 'closed', reason: 'left' });
  t.end();
});

test('who was removed is told so, and does not come back by themselves', (t) => {
  const removed = nextSocketState({ name: 'open' }, { type: 'lost', code: 4012, atMs: 0 });
  t.match(removed, { name: 'closed', reason: 'refused', fault: { code: 'REMOVED' } });
  t.end();
});
