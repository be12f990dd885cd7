import type { StageView } from '@rostrum/client';
import { useEffect, useRef } from 'react';
import { announce } from '../announcer.tsx';
import { strings } from '../strings.ts';

const words = strings.studio;

/** Says aloud who comes and goes, who shares, when it is live, and when the connection is back. */
export function useStageAnnouncements(view: StageView): void {
  const before = useRef(view);
  useEffect(() => {
    const sentences = differences(before.current, view);
    before.current = view;
    if (sentences.length > 0) announce(sentences.join(' '));
  }, [view]);
}

/** What a person who does not see the page should hear of a change. */
export function differences(before: StageView, now: StageView): string[] {
  const sentences: string[] = [];
  if (before.socket.name === 'reconnecting' && now.socket.name === 'open') sentences.push(words.reconnected);
  if (!before.room || !now.room) return sentences;
  const was = new Map(before.room.participants.map((person) => [person.id, person]));
  for (const person of now.room.participants) {
    if (person.id === now.me) continue;
    const earlier = was.get(person.id);
    if (!earlier) sentences.push(words.joined(person.name));
    const shares = (one: typeof person | undefined) =>
      one?.producers.some(({ source }) => source === 'screen') ?? false;
    if (shares(person) && !shares(earlier)) sentences.push(words.shares(person.name));
    was.delete(person.id);
  }
  for (const person of was.values()) if (person.id !== now.me) sentences.push(words.left(person.name));
  const raised = new Set(before.room.hands.map(({ participantId }) => participantId));
  for (const { participantId, name } of now.room.hands)
    if (!raised.has(participantId)) sentences.push(strings.people.raisedHand(name));
  if (before.room.webinar.state === 'scheduled' && now.room.webinar.state === 'live') sentences.push(words.nowLive);
  return sentences;
}
