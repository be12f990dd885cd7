import type { StageView } from '@rostrum/client';
import { strings } from '../strings.ts';

const words = strings.studio;

/** What a person who does not see the page should hear of a change. */
export function stageChanges(before: StageView, now: StageView): string[] {
  const sentences: string[] = [];
  if (before.socket.name === 'reconnecting' && now.socket.name === 'open') sentences.push(words.reconnected);
  if (!before.room || !now.room) return sentences;
  const placeOf = (view: StageView) => view.room?.participants.find(({ id }) => id === view.me)?.place;
  const place = placeOf(now);
  if (placeOf(before) !== undefined && place !== undefined && placeOf(before) !== place)
    sentences.push(place === 'stage' ? words.nowOnStage : words.nowBackstage);
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
