import type { ChatMessage, ChatRoom, ParticipantId } from '@rostrum/protocol';

/** The last message that was read, by room. */
export type ReadMarks = Readonly<Partial<Record<ChatRoom, string>>>;

/** How many messages of others came into a room after the one that was read last. */
export function unreadIn(
  room: ChatRoom,
  messages: readonly ChatMessage[],
  marks: ReadMarks,
  me?: ParticipantId,
): number {
  let count = 0;
  for (const { id, room: where, from } of messages.toReversed()) {
    if (id === marks[room]) break;
    if (where === room && from.id !== me) count += 1;
  }
  return count;
}

/** Everything in these rooms is read now. */
export function markedRead(marks: ReadMarks, rooms: readonly ChatRoom[], messages: readonly ChatMessage[]): ReadMarks {
  const last = messages.at(-1)?.id;
  if (last === undefined || rooms.every((room) => marks[room] === last)) return marks;
  return { ...marks, ...Object.fromEntries(rooms.map((room) => [room, last])) };
}
