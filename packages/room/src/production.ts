import { Fault, type ParticipantId, type Production, type ProductionChange } from '@rostrum/protocol';
import type { RoomRecord } from './room-record.ts';

/** Somebody directed the programme. */
export interface DirectedEvent {
  readonly type: 'directed';
  readonly change: ProductionChange;
  /** When it was asked for, milliseconds since 1970. */
  readonly atMs: number;
}

/** Everybody who is named in it. */
function peopleOf({ scene, spotlight, hidden = [], order = [], gains = [] }: ProductionChange): Set<ParticipantId> {
  const chosen = scene && 'people' in scene ? scene.people : [];
  const inFront = spotlight ? [spotlight] : [];
  return new Set([...chosen, ...inFront, ...hidden, ...order, ...gains.map((gain) => gain.participantId)]);
}

/** Is on the stage, or was: who reloads the page is away for a moment, and keeps their place in a scene. */
const isKnown = ({ members, lastPlaces }: RoomRecord, id: ParticipantId): boolean =>
  members.some((member) => member.id === id) || Object.hasOwn(lastPlaces, id);

const isTwice = (ids: readonly string[]): boolean => new Set(ids).size < ids.length;

/** What a schema cannot say. @throws Fault PARTICIPANT_NOT_FOUND or FIELD_INVALID */
function assertMeaning(record: RoomRecord, change: ProductionChange): void {
  const already = peopleOf(record.production);
  for (const id of peopleOf(change)) {
    if (!(already.has(id) || isKnown(record, id))) throw new Fault('PARTICIPANT_NOT_FOUND', { detail: id });
  }
  const { scene, gains = [] } = change;
  if (isTwice(gains.map((gain) => gain.participantId)))
    throw new Fault('FIELD_INVALID', { detail: 'two gains for one' });
  if (scene && 'people' in scene && isTwice(scene.people))
    throw new Fault('FIELD_INVALID', { detail: 'one person twice' });
  if (scene?.kind !== 'slate' || scene.until === undefined) return;
  if (Number.isNaN(Date.parse(scene.until))) throw new Fault('FIELD_INVALID', { detail: 'no such instant' });
}

/** The production after a change. @throws Fault PARTICIPANT_NOT_FOUND or FIELD_INVALID */
export function directed(record: RoomRecord, { change }: DirectedEvent): Partial<RoomRecord> {
  assertMeaning(record, change);
  return { production: { ...record.production, ...change } };
}

/** The production without somebody who will not come back. */
export function withoutPerson(production: Production, id: ParticipantId): Production {
  if (!peopleOf(production).has(id)) return production;
  const others = (ids: readonly ParticipantId[]) => ids.filter((one) => one !== id);
  const { scene, spotlight, hidden, order, gains } = production;
  return {
    ...production,
    scene: 'people' in scene ? { ...scene, people: others(scene.people) } : scene,
    spotlight: spotlight === id ? null : spotlight,
    hidden: others(hidden),
    order: others(order),
    gains: gains.filter((gain) => gain.participantId !== id),
  };
}
