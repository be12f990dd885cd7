import type { ParticipantId, Production, ProductionChange } from '@rostrum/protocol';

const toggled = (ids: readonly ParticipantId[], id: ParticipantId): ParticipantId[] =>
  ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];

export const spotlightToggled = ({ spotlight }: Production, id: ParticipantId): ProductionChange => ({
  spotlight: spotlight === id ? null : id,
});

export const hiddenToggled = ({ hidden }: Production, id: ParticipantId): ProductionChange => ({
  hidden: toggled(hidden, id),
});

/** In the programme's order: whom the host has put first, then the others in order of joining. */
export function inOrder<P extends { readonly id: ParticipantId }>(people: readonly P[], { order }: Production): P[] {
  const first = order.flatMap((id) => people.find((person) => person.id === id) ?? []);
  return [...first, ...people.filter((person) => !first.includes(person))];
}

/** One place forward (−1) or back (1). Who is not here now stays at the end of the order. */
export function moved(
  people: readonly { readonly id: ParticipantId }[],
  { order }: Production,
  { id, by }: { readonly id: ParticipantId; readonly by: -1 | 1 },
): ProductionChange {
  const ids = people.map((person) => person.id);
  const from = ids.indexOf(id);
  const to = from + by;
  const other = ids[to];
  if (from < 0 || other === undefined) return {};
  const swapped = ids.with(from, other).with(to, id);
  return { order: [...swapped, ...order.filter((one) => !ids.includes(one))].slice(0, 64) };
}

/** 0 dB is no gain at all. */
export const gainSet = ({ gains }: Production, participantId: ParticipantId, decibels: number): ProductionChange => ({
  gains: [
    ...gains.filter((gain) => gain.participantId !== participantId),
    ...(decibels === 0 ? [] : [{ participantId, decibels }]),
  ],
});

export const gainOf = ({ gains }: Production, id: ParticipantId): number =>
  gains.find((gain) => gain.participantId === id)?.decibels ?? 0;
