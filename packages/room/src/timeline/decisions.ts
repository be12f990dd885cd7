import type { Production, TimelineEvent, TimelinePerson, TimelineState } from '@rostrum/protocol';

const isSame = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/**
 * What has happened between two states, as events: applied to the first one in order, they make the second. So a timeline
 * says what the room's record says, whatever brought the change about.
 */
export function decisions(before: TimelineState, after: TimelineState): TimelineEvent[] {
  const events = peopleEvents(before.people, after.people);
  if (before.speaker !== after.speaker) events.push({ type: 'speaker', participantId: after.speaker });
  const change = productionChange(before.production, after.production);
  if (change) events.push({ type: 'directed', change });
  if (!isSame(before.branding, after.branding)) events.push({ type: 'looks', branding: after.branding });
  return events;
}

function peopleEvents(before: readonly TimelinePerson[], after: readonly TimelinePerson[]): TimelineEvent[] {
  // Those who kept the order; who comes after them left and came again.
  const kept: TimelinePerson[] = [];
  for (const one of before) if (one.id === after[kept.length]?.id) kept.push(one);
  return [
    ...before
      .filter((one) => !kept.includes(one))
      .map(({ id }): TimelineEvent => ({ type: 'left', participantId: id })),
    ...kept.flatMap((one, index) => personEvents(one, after[index] ?? one)),
    ...after.slice(kept.length).map((person): TimelineEvent => ({ type: 'joined', person })),
  ];
}

function personEvents(before: TimelinePerson, after: TimelinePerson): TimelineEvent[] {
  const { id: participantId, sources, ...about } = after;
  const { id: _id, sources: old, ...was } = before;
  const events: TimelineEvent[] = isSame(was, about) ? [] : [{ type: 'changed', participantId, ...about }];
  const stopped = old.filter(({ source }) => !sources.some((one) => one.source === source));
  events.push(...stopped.map(({ source }): TimelineEvent => ({ type: 'stopped', participantId, source })));
  for (const { source, muted } of sources) {
    const known = old.find((one) => one.source === source);
    if (!known) events.push({ type: 'started', participantId, source, muted });
    else if (known.muted !== muted) events.push({ type: muted ? 'muted' : 'unmuted', participantId, source });
  }
  return events;
}

function productionChange(before: Production, after: Production): Partial<Production> | undefined {
  if (before === after) return undefined;
  const changed = Object.entries(after).filter(([name, value]) => !isSame(before[name as keyof Production], value));
  return changed.length > 0 ? Object.fromEntries(changed) : undefined;
}
