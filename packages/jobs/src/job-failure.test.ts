import { Fault } from '@rostrum/protocol';
import { UnrecoverableError } from 'bullmq';
import { test } from 'tap';
import { readJobError, toJobError } from './job-failure.ts';

test('a fault comes out as it went in, without its detail', async (t) => {
  const error = toJobError(new Fault('RECORDING_EMPTY', { detail: '/secret/path' }));
  t.notMatch(error.message, /secret/);
  t.match(readJobError(error.message), { code: 'RECORDING_EMPTY', publicMessage: /^Nothing was broadcast/ });
});

test('only what may pass by itself is tried again', async (t) => {
  t.ok(toJobError(new Fault('RECORDING_EMPTY')) instanceof UnrecoverableError);
  t.ok(toJobError(new Fault('MEDIA_UNREADABLE')) instanceof UnrecoverableError);
  t.notOk(toJobError(new Fault('STORAGE_UNAVAILABLE')) instanceof UnrecoverableError);
  t.notOk(toJobError(new TypeError('a mistake of ours')) instanceof UnrecoverableError);
});

test("what is not ours is told as the server's own failure", async (t) => {
  for (const text of ['job stalled more than allowable limit', '{"code":7}', '', undefined]) {
    t.match(readJobError(text), { code: 'INTERNAL' });
  }
});
