import type { ChatMessage, ParticipantId } from '@rostrum/protocol';
import { test } from 'tap';
import { markedRead, unreadIn } from './unread.ts';

const me = 'me' as ParticipantId;
const message = (id: string, room: ChatMessage['room'], from = 'ada'): ChatMessage => ({
  id,
  room,
  from: { id: from as ParticipantId, name: from, role: 'presenter' },
  text: id,
  at: '2026-11-23T20:00:00Z',
});
const messages = [message('1', 'public'), message('2', 'stage'), message('3', 'public'), message('4', 'public', 'me')];

test('what came after the last read message of others, by room', (t) => {
  t.equal(unreadIn('public', messages, {}, me), 2);
  t.equal(unreadIn('stage', messages, {}, me), 1);
  t.equal(unreadIn('public', messages, { public: '2' }, me), 1, 'a mark may be of the other room');
  t.equal(unreadIn('public', messages, { public: '4' }, me), 0);
  t.end();
});

test('a room that is open is read to its end', (t) => {
  const marks = markedRead({}, ['public'], messages);
  t.same(marks, { public: '4' });
  t.equal(markedRead(marks, ['public'], messages), marks, 'nothing new is no change');
  t.equal(unreadIn('stage', messages, marks, me), 1, 'the other one is not');
  t.same(markedRead({}, ['public'], []), {});
  t.end();
});
