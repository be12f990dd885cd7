import t from 'tap';
import { onStopRequest } from './stop-requests.ts';

t.test('signals that come together are one press, a later one is the second', async (t) => {
  const before = process.listenerCount('SIGINT');
  const heard: string[] = [];
  let nowMs = 1000;
  const request = onStopRequest({ first: () => heard.push('first'), second: () => heard.push('second') }, () => nowMs);
  t.teardown(() => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, request);
    process.off('disconnect', request);
  });
  t.equal(process.listenerCount('SIGINT'), before + 1);
  request();
  nowMs += 400;
  request();
  t.same(heard, ['first']);
  nowMs += 200;
  request();
  t.same(heard, ['first', 'second']);
});
