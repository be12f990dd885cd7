import { ErrorDetails } from 'hls.js';
import { test } from 'tap';
import { type ErrorAction, errorActions, noHistory, recoveryFor } from './error-actions.ts';

test('every error of hls.js has an action, and no other is listed', (t) => {
  t.same(Object.keys(errorActions).toSorted(), Object.values(ErrorDetails).toSorted());
  const actions: ErrorAction[] = ['retry', 'recover-media', 'reload', 'give-up'];
  for (const [details, action] of Object.entries(errorActions)) t.ok(actions.includes(action), `${details}: ${action}`);
  t.end();
});

test('what the network did is tried for ever, ever slower', (t) => {
  let history = noHistory;
  const pauses: number[] = [];
  for (let i = 0; i < 7; i++) {
    const next = recoveryFor('levelLoadError', history, i);
    t.equal(next.recovery.action, 'retry');
    pauses.push(next.recovery.pauseMs);
    history = next.history;
  }
  t.same(pauses, [0, 500, 1000, 2000, 4000, 5000, 5000]);
  t.end();
});

test('a media error is recovered once, then everything is opened anew', (t) => {
  const first = recoveryFor('bufferAppendError', noHistory, 1000);
  t.match(first.recovery, { action: 'recover-media', pauseMs: 0 });
  t.match(recoveryFor('fragParsingError', first.history, 3000).recovery, { action: 'reload' });
  t.match(recoveryFor('fragParsingError', first.history, 9000).recovery, { action: 'recover-media' });
  t.end();
});

test('codecs that the browser lacks end it; an error of a later hls.js reloads', (t) => {
  t.match(recoveryFor('manifestIncompatibleCodecsError', noHistory, 0).recovery, { action: 'give-up' });
  t.match(recoveryFor('somethingNew', noHistory, 0).recovery, { action: 'reload' });
  t.match(recoveryFor('__proto__', noHistory, 0).recovery, { action: 'reload' });
  t.end();
});

test('a programme that is not there yet is looked for twice a second, and later seldom', (t) => {
  let history = noHistory;
  const pauses: number[] = [];
  for (let i = 0; i < 22; i++) {
    const next = recoveryFor('manifestLoadError', history, i);
    t.equal(next.recovery.action, 'reload');
    pauses.push(next.recovery.pauseMs);
    history = next.history;
  }
  t.same(new Set(pauses.slice(0, 20)), new Set([500]));
  t.same(pauses.slice(20), [5000, 5000]);
  t.end();
});
