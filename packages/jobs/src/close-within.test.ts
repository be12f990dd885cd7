import { test } from 'tap';
import { closeWithin } from './close-within.ts';

test('what closes is left alone, what does not is cut off, and neither failure matters', async (t) => {
  const cut: string[] = [];
  const disconnect = (name: string) => async () => void cut.push(name);
  await closeWithin(1000, { close: async () => undefined, disconnect: disconnect('well') });
  await closeWithin(1000, { close: () => Promise.reject(new Error('away')), disconnect: disconnect('failing') });
  await closeWithin(1, { close: () => new Promise(() => undefined), disconnect: disconnect('hanging') });
  await closeWithin(1, {
    close: () => new Promise(() => undefined),
    disconnect: () => Promise.reject(new Error('away')),
  });
  t.same(cut, ['hanging']);
});
