import t from 'tap';
import { SocketPulse } from './socket-pulse.ts';

const soon = { everyMs: 1, patienceMs: 5, doubtMs: 1 };
const never = { everyMs: 2 ** 30, patienceMs: 2 ** 30 };

t.test('as long as there are answers, it goes on asking', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let asked = 0;
  const pulse = new SocketPulse({
    everyMs: 1,
    patienceMs: 2 ** 30,
    ask: async () => {
      asked += 1;
      if (asked === 3) resolve();
      // A refusal is an answer.
      if (asked === 2) throw new Error('RATE_EXCEEDED');
    },
    onSilent: () => t.fail('it was not silent'),
  });
  await promise;
  pulse.close();
});

t.test('without an answer it is silent, once', async () => {
  await new Promise<void>(
    (resolve) => new SocketPulse({ ...soon, ask: () => new Promise(() => {}), onSilent: resolve }),
  );
});

t.test('a doubt asks at once', async () => {
  await new Promise<void>((resolve) => {
    new SocketPulse({ ...never, doubtMs: 1, ask: () => new Promise(() => {}), onSilent: resolve }).doubt();
  });
});

t.test('doubting again and again does not make it wait longer', async () => {
  let doubts: ReturnType<typeof setInterval> | undefined;
  await new Promise<void>((resolve) => {
    const pulse = new SocketPulse({ ...never, doubtMs: 20, ask: () => new Promise(() => {}), onSilent: resolve });
    doubts = setInterval(() => pulse.doubt(), 1);
  });
  clearInterval(doubts);
});

t.test('a closed one asks nothing', async (t) => {
  const pulse = new SocketPulse({ ...never, ask: async () => t.fail('asked'), onSilent: () => t.fail('silent') });
  pulse.close();
  pulse.doubt();
});
