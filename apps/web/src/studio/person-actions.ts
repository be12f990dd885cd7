import type { Role, StageParticipant } from '@rostrum/protocol';

/** What one person can do about another one (or about themselves), in the order of the menu. */
export type PersonAction =
  | 'bring-on'
  | 'send-backstage'
  | 'mute'
  | 'camera-off'
  | 'stop-share'
  | 'make-co-host'
  | 'make-presenter'
  | 'demote'
  | 'remove';

export interface Actor {
  readonly id: string | undefined;
  readonly role: Role | undefined;
}

export const moderates = (role: Role | undefined): boolean => role === 'host' || role === 'co-host';

/** The room checks it again; this only decides what is offered. */
export function actionsOn(person: StageParticipant, actor: Actor): PersonAction[] {
  if (!moderates(actor.role)) return [];
  const place = person.place === 'stage' ? 'send-backstage' : 'bring-on';
  if (person.id === actor.id) return [place];
  const isProtected = person.role === 'host' || (person.role === 'co-host' && actor.role !== 'host');
  if (isProtected) return [];
  const sends = (source: 'microphone' | 'camera' | 'screen') =>
    person.producers.some((producer) => producer.source === source && !producer.paused);
  const actions: PersonAction[] = [place];
  if (sends('microphone')) actions.push('mute');
  if (sends('camera')) actions.push('camera-off');
  if (sends('screen')) actions.push('stop-share');
  // A promoted viewer is a guest of the moment: never a co-host.
  if (actor.role === 'host' && person.role === 'co-host') actions.push('make-presenter');
  if (actor.role === 'host' && person.role === 'presenter' && !person.isPromoted) actions.push('make-co-host');
  if (person.isPromoted) actions.push('demote');
  actions.push('remove');
  return actions;
}
