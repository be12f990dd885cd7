import type { ChatMessage } from '@rostrum/protocol';
import { test } from 'tap';
import { withMessages } from './chat-log.ts';

const message = (n: number, room: ChatMessage['room'] = 'public'): ChatMessage => ({
  id: `m${n}`,
  room,
  from: { id: 'p' as ChatMessage['from']['id'], name: 'Ada', role: 'host' },
  text: `message ${n}`,
  at: new Date(n * 1000).toISOString(),
});
const ids = (log: readonly ChatMessage[]) => log.map(({ id }) => id).join(' ');

test('each message once, oldest first', (t) => {
  const log = withMessages([message(1), message(4)], [message(1), message(2), message(3)]);
  t.equal(ids(log), 'm1 m2 m3 m4');
  t.equal(withMessages(log, [message(2)]), log, 'nothing new is no change');
  t.end();
});

test('each room keeps its newest', (t) => {
  const many = Array.from({ length: 510 }, (_, n) => message(n + 10));
  const log = withMessages([message(1, 'stage')], many);
  t.equal(log.length, 501);
  t.equal(log[0]?.id, 'm1', 'a talkative room does not push the other one out');
  t.equal(log.at(-1)?.id, 'm519');
  t.equal(log[1]?.id, 'm20');
  t.end();
});
