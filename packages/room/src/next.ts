import {
  type ConsumerFacts,
  Fault,
  type ParticipantId,
  type Place,
  type ProgrammeId,
  type Source,
  type TimelineEntry,
} from '@rostrum/protocol';
import { dropConsumers, withPlacement } from './drop-consumers.ts';
import { isNodeEvent, type NodeEvent, nodeChange, spare } from './next-node.ts';
import { isPersonEvent, type PersonEvent, personChange, withoutId } from './next-person.ts';
import { type DirectedEvent, directed } from './production.ts';
import {
  type Member,
  type MemberProducer,
  memberOf,
  type Phase,
  type ProgrammeConsumer,
  type ProgrammePlacement,
  type RoomRecord,
} from './room-record.ts';

/** What happened in a room. */
export type RoomEvent =
  | PersonEvent
  | DirectedEvent
  | NodeEvent
  | { readonly type: 'joined'; readonly member: Member }
  | { readonly type: 'left'; readonly id: ParticipantId; readonly atMs: number }
  | { readonly type: 'placed'; readonly id: ParticipantId; readonly place: Place }
  | { readonly type: 'wentAway'; readonly id: ParticipantId; readonly atMs: number }
  | { readonly type: 'cameBack'; readonly id: ParticipantId }
  | { readonly type: 'producerOpened'; readonly id: ParticipantId; readonly producer: MemberProducer }
  | { readonly type: 'producerPaused'; readonly id: ParticipantId; readonly source: Source; readonly paused: boolean }
  | { readonly type: 'producerClosed'; readonly id: ParticipantId; readonly source: Source }
  | { readonly type: 'consumerOpened'; readonly id: ParticipantId; readonly consumer: ConsumerFacts }
  | {
      readonly type: 'consumerResumed';
      readonly id: ParticipantId;
      readonly consumerId: string;
      readonly paused: boolean;
    }
  | { readonly type: 'spoke'; readonly id: ParticipantId | null }
  | {
      readonly type: 'wentLive';
      readonly programmeId: ProgrammeId;
      readonly atMs: number;
      readonly recordsTracks?: boolean;
    }
  | { readonly type: 'programmePlaced'; readonly placement: ProgrammePlacement }
  | { readonly type: 'programmeLost' }
  | { readonly type: 'programmeFed'; readonly consumers: readonly ProgrammeConsumer[] }
  | { readonly type: 'ended'; readonly atMs: number }
  | { readonly type: 'noted'; readonly entries: readonly TimelineEntry[] }
  | { readonly type: 'notesKept'; readonly ids: ReadonlySet<string> };

/** The room after the event. @throws Fault when the event does not fit the room as it is */
export function next(record: RoomRecord, event: RoomEvent): RoomRecord {
  return { ...record, ...change(record, event), revision: record.revision + 1 };
}

function change(record: RoomRecord, event: RoomEvent): Partial<RoomRecord> {
  if (isPersonEvent(event)) return personChange(record, event);
  if (isNodeEvent(event)) return nodeChange(record, event);
  switch (event.type) {
    case 'joined':
      return join(record, event.member);
    case 'left':
      return leave(record, event.id, event.atMs);
    case 'placed':
      return withMember(record, event.id, (member) => ({ ...member, place: event.place }));
    case 'wentAway':
      return withMember(record, event.id, (member) => ({ ...member, awaySinceMs: event.atMs }));
    case 'cameBack':
      return withMember(record, event.id, (member) => ({ ...member, awaySinceMs: null }));
    case 'producerOpened':
      return openProducer(record, event.id, event.producer);
    case 'producerPaused':
      return withMember(record, event.id, (member) => ({
        ...member,
        producers: member.producers.map((producer) =>
          producer.source === event.source ? { ...producer, paused: event.paused } : producer,
        ),
      }));
    case 'producerClosed':
      return closeProducer(record, event.id, event.source);
    case 'consumerOpened':
      return withConsumers(record, event.id, (consumers) => [...consumers, event.consumer]);
    case 'consumerResumed':
      return withConsumers(record, event.id, (consumers) =>
        consumers.map((one) => (one.consumerId === event.consumerId ? { ...one, paused: event.paused } : one)),
      );
    case 'spoke':
      return { speaker: event.id };
    case 'directed':
      return directed(record, event);
    case 'noted':
      return { unkept: [...record.unkept, ...event.entries] };
    case 'notesKept':
      return { unkept: record.unkept.filter(({ id }) => !event.ids.has(id)) };
    default:
      return { phase: nextPhase(record.phase, event) };
  }
}

type PhaseEvent = Extract<
  RoomEvent,
  { type: 'wentLive' | 'programmePlaced' | 'programmeLost' | 'programmeFed' | 'ended' }
>;

/** scheduled → live → ended, never back. */
function nextPhase(phase: Phase, event: PhaseEvent): Phase {
  switch (event.type) {
    case 'wentLive':
      if (phase.name === 'live') throw new Fault('WEBINAR_ALREADY_LIVE');
      if (phase.name === 'ended') throw new Fault('WEBINAR_ENDED');
      return {
        name: 'live',
        programmeId: event.programmeId,
        startedAtMs: event.atMs,
        recordsTracks: event.recordsTracks ?? false,
        placement: null,
      };
    case 'programmePlaced':
      if (phase.name !== 'live') throw new Fault('WEBINAR_NOT_LIVE');
      return { ...phase, placement: event.placement };
    case 'programmeLost':
      return phase.name === 'live' ? { ...phase, placement: null } : phase;
    case 'programmeFed':
      return withPlacement(phase, (placement) => ({ ...placement, consumers: event.consumers }));
    case 'ended':
      if (phase.name === 'ended') throw new Fault('WEBINAR_ENDED');
      return {
        name: 'ended',
        endedAtMs: event.atMs,
        programme: phase.name === 'live' ? { id: phase.programmeId, startedAtMs: phase.startedAtMs } : null,
      };
    default:
      return event satisfies never;
  }
}

function withMember(record: RoomRecord, id: ParticipantId, run: (member: Member) => Member): Partial<RoomRecord> {
  if (!memberOf(record, id)) throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: `${id} is not on the stage` });
  return { members: record.members.map((member) => (member.id === id ? run(member) : member)) };
}

function withConsumers(
  record: RoomRecord,
  id: ParticipantId,
  run: (consumers: readonly ConsumerFacts[]) => readonly ConsumerFacts[],
): Partial<RoomRecord> {
  return withMember(record, id, (member) =>
    member.media?.kind === 'webrtc'
      ? { ...member, media: { ...member.media, consumers: run(member.media.consumers) } }
      : member,
  );
}

function openProducer(record: RoomRecord, id: ParticipantId, producer: MemberProducer): Partial<RoomRecord> {
  return withMember(record, id, (member) => {
    if (member.producers.some((one) => one.source === producer.source)) throw new Fault('SOURCE_IN_USE');
    return { ...member, producers: [...member.producers, producer] };
  });
}

function closeProducer(record: RoomRecord, id: ParticipantId, source: Source): Partial<RoomRecord> {
  const producer = memberOf(record, id)?.producers.find((one) => one.source === source);
  if (!producer) throw new Fault('PRODUCER_NOT_FOUND', { detail: source });
  const without = withMember(record, id, (member) => ({
    ...member,
    producers: member.producers.filter((one) => one !== producer),
  }));
  return dropConsumers({ ...record, ...without }, new Set([producer.producerId]));
}

function join(record: RoomRecord, member: Member): Partial<RoomRecord> {
  return {
    members: [...record.members.filter((one) => one.id !== member.id), member],
    lastPlaces: withoutId(record.lastPlaces, member.id),
    prepared: withoutId(record.prepared, member.id),
  };
}

function leave(record: RoomRecord, id: ParticipantId, leftAtMs: number): Partial<RoomRecord> {
  const gone = memberOf(record, id);
  if (!gone) return {};
  const members = record.members.filter((member) => member !== gone);
  const speaker = record.speaker === id ? null : record.speaker;
  const producerIds = new Set(gone.producers.map((producer) => producer.producerId));
  const lastPlaces = { ...record.lastPlaces, [id]: { place: gone.place, leftAtMs } };
  const without = { ...record, members, ...spare(record, id, null) };
  return { speaker, lastPlaces, ...dropConsumers(without, producerIds) };
}
