import type { ChatMessage, ChatRoom, ParticipantId } from '@rostrum/protocol';
import { strings } from '../strings.ts';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

export interface ChatPanelProps {
  readonly room: ChatRoom;
  readonly messages: readonly ChatMessage[];
  readonly me: ParticipantId | undefined;
  /** @throws Fault of the room's refusal; false: not sent, and the text stays */
  readonly onSay: (room: ChatRoom, text: string) => Promise<boolean>;
  /** More rooms than one: the other ones to choose from, with what is unread there. */
  readonly choice?: {
    readonly unread: Readonly<Record<ChatRoom, number>>;
    readonly onRoom: (room: ChatRoom) => void;
  };
}

const words = strings.chat;
const rooms: readonly ChatRoom[] = ['public', 'stage'];

/** What is said in one room, and the place to say something. */
export function ChatPanel({ room, messages, me, onSay, choice }: ChatPanelProps) {
  return (
    <div className="chat">
      {choice && (
        <fieldset className="segments" aria-label={words.rooms}>
          {rooms.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={one === room}
              aria-label={words.roomUnread(words.room[one], choice.unread[one])}
              onClick={() => choice.onRoom(one)}
            >
              {words.room[one]}
              {choice.unread[one] > 0 && <span className="count">{choice.unread[one]}</span>}
            </button>
          ))}
        </fieldset>
      )}
      <MessageList key={room} room={room} messages={messages.filter((message) => message.room === room)} me={me} />
      <Composer key={`${room} composer`} label={words.message[room]} onSend={(text) => onSay(room, text)} />
    </div>
  );
}
