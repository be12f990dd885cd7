import type { ChatMessage, ChatRoom, ParticipantId } from '@rostrum/protocol';
import { ArrowDown } from 'lucide-react';
import { useLayoutEffect, useRef, useState } from 'react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';

export interface MessageListProps {
  readonly room: ChatRoom;
  readonly messages: readonly ChatMessage[];
  readonly me: ParticipantId | undefined;
}

const words = strings.chat;
const nearBottomPx = 48;

/** Follows the newest message as long as the person has not scrolled up. Not a live region: a busy chat would drown a screen reader. */
export function MessageList({ room, messages, me }: MessageListProps) {
  const list = useRef<HTMLOListElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const toEnd = () => list.current?.scrollTo({ top: list.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each message makes the list longer
  useLayoutEffect(() => {
    if (isAtEnd) toEnd();
  }, [messages.length, isAtEnd]);
  const look = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = list.current ?? {};
    setAtEnd(scrollTop + clientHeight >= scrollHeight - nearBottomPx);
  };
  return (
    <div className="messages">
      {messages.length === 0 && <p className="quiet small">{words.empty[room]}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keys */}
      <ol ref={list} tabIndex={0} aria-label={words.messages} onScroll={look}>
        {messages.map((message, index) => (
          <Line key={message.id} message={message} isSelf={message.from.id === me} follows={messages[index - 1]} />
        ))}
      </ol>
      {!isAtEnd && messages.length > 0 && (
        <Button className="newer" onPress={toEnd}>
          <ArrowDown size={16} aria-hidden />
          {words.newer}
        </Button>
      )}
    </div>
  );
}

interface LineProps {
  readonly message: ChatMessage;
  readonly isSelf: boolean;
  readonly follows: ChatMessage | undefined;
}

const time = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const sameBreathMs = 120_000;

/** Several lines of one person, soon after each other, have one name above them. */
function Line({ message: { from, text, at }, isSelf, follows }: LineProps) {
  const goesOn = follows?.from.id === from.id && Date.parse(at) - Date.parse(follows.at) < sameBreathMs;
  return (
    <li className={goesOn ? 'goes-on' : undefined}>
      <p className={goesOn ? 'visually-hidden' : 'who'}>
        <bdi>{from.name}</bdi>
        {isSelf && <span className="quiet"> ({strings.studio.you})</span>}
        {from.role !== 'viewer' && <span className="badge">{strings.studio.role[from.role]}</span>}
        <time className="quiet" dateTime={at}>
          {time.format(new Date(at))}
        </time>
      </p>
      <p dir="auto" className="said">
        {text}
      </p>
    </li>
  );
}
