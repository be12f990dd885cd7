import type { ChatMessage, ChatRoom, ParticipantId } from '@rostrum/protocol';
import { useEffect, useState } from 'react';
import { markedRead, type ReadMarks, unreadIn } from './unread.ts';

const rooms: readonly ChatRoom[] = ['public', 'stage'];

/** Unread counts; `open` is the room that is being looked at. What was said before this page came counts as read. */
export function useUnread(messages: readonly ChatMessage[], me: ParticipantId | undefined, open: ChatRoom | undefined) {
  const [marks, setMarks] = useState<ReadMarks>(() => markedRead({}, rooms, messages));
  useEffect(() => {
    if (open) setMarks((before) => markedRead(before, [open], messages));
  }, [messages, open]);
  const count = (room: ChatRoom) => (room === open ? 0 : unreadIn(room, messages, marks, me));
  return { public: count('public'), stage: count('stage') };
}
