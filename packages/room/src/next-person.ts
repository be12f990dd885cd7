import { Fault, type ParticipantId } from '@rostrum/protocol';
import { withoutPerson } from './production.ts';
import {
  type Grant,
  memberOf,
  type PreparedMedia,
  type RaisedHand,
  type RoomRecord,
  type StageOffer,
} from './room-record.ts';

/** What happened to a person's rights, hand or invitation, whether they are on the stage or before it. */
export type PersonEvent =
  | { readonly type: 'handRaised'; readonly hand: RaisedHand }
  | { readonly type: 'handLowered'; readonly id: ParticipantId }
  | { readonly type: 'offered'; readonly offer: StageOffer }
  | { readonly type: 'offerClosed'; readonly id: ParticipantId }
  | { readonly type: 'prepared'; readonly id: ParticipantId; readonly media: PreparedMedia }
  | { readonly type: 'preparedClosed'; readonly id: ParticipantId }
  | { readonly type: 'granted'; readonly id: ParticipantId; readonly grant: Grant }
  | { readonly type: 'grantEnded'; readonly id: ParticipantId }
  | { readonly type: 'removed'; readonly id: ParticipantId }
  | { readonly type: 'stageLocked'; readonly locked: boolean };

/** More at once help nobody choose, and the record is written at each change. */
export const maxHands = 200;
/** More than a host looks at in a minute. */
const nextHands = 8;

/** Whether somebody's hand is one of the first, which may be chosen at any moment. */
export function isNextHand({ hands }: Pick<RoomRecord, 'hands'>, id: ParticipantId): boolean {
  return hands.slice(0, nextHands).some((hand) => hand.participantId === id);
}

const personEvents: Readonly<Record<PersonEvent['type'], true>> = {
  handRaised: true,
  handLowered: true,
  offered: true,
  offerClosed: true,
  prepared: true,
  preparedClosed: true,
  granted: true,
  grantEnded: true,
  removed: true,
  stageLocked: true,
};

export const isPersonEvent = (event: { readonly type: string }): event is PersonEvent =>
  Object.hasOwn(personEvents, event.type);

export function personChange(record: RoomRecord, event: PersonEvent): Partial<RoomRecord> {
  switch (event.type) {
    case 'handRaised':
      return raise(record, event.hand);
    case 'handLowered':
      return { hands: record.hands.filter((hand) => hand.participantId !== event.id) };
    case 'offered':
      return { offers: [...othersOffers(record, event.offer.participantId), event.offer] };
    case 'offerClosed':
      return { offers: othersOffers(record, event.id) };
    case 'prepared':
      return { prepared: { ...record.prepared, [event.id]: event.media } };
    case 'preparedClosed':
      return { prepared: withoutId(record.prepared, event.id) };
    case 'granted':
      return grant(record, event.id, event.grant);
    case 'grantEnded':
      return endGrant(record, event.id);
    case 'removed':
      return remove(record, event.id);
    case 'stageLocked':
      return { stageLocked: event.locked };
    default:
      return event satisfies never;
  }
}

export function withoutId<V>(values: Readonly<Record<ParticipantId, V>>, id: ParticipantId): Record<ParticipantId, V> {
  const { [id]: _gone, ...others } = values;
  return others;
}

/** Who raises it again keeps their turn. */
function raise(record: RoomRecord, hand: RaisedHand): Partial<RoomRecord> {
  const earlier = record.hands.find((one) => one.participantId === hand.participantId);
  if (earlier) return { hands: record.hands.map((one) => (one === earlier ? { ...one, name: hand.name } : one)) };
  if (record.hands.length >= maxHands) throw new Fault('HANDS_FULL');
  return { hands: [...record.hands, hand] };
}

const othersOffers = (record: RoomRecord, id: ParticipantId) =>
  record.offers.filter((offer) => offer.participantId !== id);

/** Who may present now needs no hand, and no offer. */
function grant(record: RoomRecord, id: ParticipantId, role: Grant): Partial<RoomRecord> {
  return {
    grants: { ...record.grants, [id]: role },
    hands: record.hands.filter((hand) => hand.participantId !== id),
    offers: othersOffers(record, id),
    members: record.members.map((member) => (member.id === id ? { ...member, role } : member)),
  };
}

/** A co-host is a presenter again. Who came from the audience has left the stage before. */
function endGrant(record: RoomRecord, id: ParticipantId): Partial<RoomRecord> {
  if (memberOf(record, id)?.isPromoted) throw new Fault('INTERNAL', { detail: `${id} is still on the stage` });
  return {
    grants: withoutId(record.grants, id),
    lastPlaces: withoutId(record.lastPlaces, id),
    members: record.members.map((member) => (member.id === id ? { ...member, role: 'presenter' as const } : member)),
  };
}

function remove(record: RoomRecord, id: ParticipantId): Partial<RoomRecord> {
  return {
    production: withoutPerson(record.production, id),
    removed: [...record.removed.filter((one) => one !== id), id],
    grants: withoutId(record.grants, id),
    lastPlaces: withoutId(record.lastPlaces, id),
    hands: record.hands.filter((hand) => hand.participantId !== id),
    offers: othersOffers(record, id),
  };
}
