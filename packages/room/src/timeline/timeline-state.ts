import {
  type Branding,
  defaultBranding,
  defaultProduction,
  type ParticipantId,
  type TimelineEvent,
  type TimelinePerson,
  type TimelineState,
} from '@rostrum/protocol';
import type { Member, RoomRecord } from '../room-record.ts';

export const emptyTimelineState: TimelineState = {
  people: [],
  speaker: null,
  production: defaultProduction,
  branding: defaultBranding,
};

const personOf = ({ id, name, title = '', role, place, producers }: Member): TimelinePerson => ({
  id,
  name,
  title,
  role,
  place,
  sources: producers.map(({ source, paused }) => ({ source, muted: paused })),
});

/** What a room has decided, as a timeline tells it. */
export const timelineState = (record: RoomRecord, branding: Branding): TimelineState => ({
  people: record.members.map(personOf),
  speaker: record.speaker,
  production: record.production,
  branding,
});

type Sources = TimelinePerson['sources'];

/** The state after an event. One about somebody who is not there changes nothing. */
export function nextTimelineState(state: TimelineState, event: TimelineEvent): TimelineState {
  switch (event.type) {
    case 'state':
      return event.state;
    case 'joined':
      return { ...state, people: [...state.people.filter(({ id }) => id !== event.person.id), event.person] };
    case 'left':
      return { ...state, people: state.people.filter(({ id }) => id !== event.participantId) };
    case 'changed': {
      const { type: _type, participantId, ...about } = event;
      return withPerson(state, participantId, (person) => ({ ...person, ...about }));
    }
    case 'started':
    case 'stopped':
    case 'muted':
    case 'unmuted':
      return withPerson(state, event.participantId, (person) => ({
        ...person,
        sources: nextSources(person.sources, event),
      }));
    case 'speaker':
      return { ...state, speaker: event.participantId };
    case 'directed':
      return { ...state, production: { ...state.production, ...event.change } };
    case 'looks':
      return { ...state, branding: event.branding };
    case 'marker':
    case 'mixer':
    case 'ended':
      return state;
    default:
      return event satisfies never;
  }
}

type SourceEvent = Extract<TimelineEvent, { type: 'started' | 'stopped' | 'muted' | 'unmuted' }>;

function nextSources(sources: Sources, event: SourceEvent): Sources {
  const { source, type } = event;
  const others = sources.filter((one) => one.source !== source);
  if (type === 'stopped') return others;
  if (type === 'started') return [...others, { source, muted: event.muted }];
  return sources.map((one) => (one.source === source ? { source, muted: type === 'muted' } : one));
}

function withPerson(
  state: TimelineState,
  participantId: ParticipantId,
  run: (person: TimelinePerson) => TimelinePerson,
): TimelineState {
  return { ...state, people: state.people.map((person) => (person.id === participantId ? run(person) : person)) };
}
