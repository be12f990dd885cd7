import { Fault, type ParticipantId, type Role } from '@rostrum/protocol';

/** What a person can ask of a room. Rights are checked in the room, at each request, by the role that counts then. */
export type Action =
  | 'watch'
  | 'present'
  | 'go-live'
  | 'end'
  | 'rehearse'
  | 'moderate'
  | 'direct'
  | 'set-role'
  | 'chat-stage'
  | 'chat-public'
  | 'react'
  | 'raise-hand';

const everybody: readonly Role[] = ['viewer', 'presenter', 'co-host', 'host'];
const presenters: readonly Role[] = ['presenter', 'co-host', 'host'];

const allowed: Readonly<Record<Action, readonly Role[]>> = {
  watch: everybody,
  present: presenters,
  'go-live': ['host'],
  end: ['host'],
  rehearse: ['host'],
  moderate: ['co-host', 'host'],
  direct: ['co-host', 'host'],
  'set-role': ['host'],
  'chat-stage': presenters,
  'chat-public': everybody,
  react: everybody,
  'raise-hand': ['viewer'],
};

export const may = (role: Role, action: Action): boolean => allowed[action].includes(role);

/** @throws Fault PERMISSION_DENIED */
export function assertMay(role: Role, action: Action): void {
  if (!may(role, action)) throw new Fault('PERMISSION_DENIED', { detail: `${role} may not ${action}` });
}

/** Somebody, and the role that counts for them now. */
export interface Person {
  readonly id: ParticipantId;
  readonly role: Role;
}

/**
 * Nobody moderates a host but that host, and only a host moderates a co-host; moderators may do to themselves what they
 * may do to others.
 * @throws Fault PERMISSION_DENIED
 */
export function assertMayModerate(actor: Person, target: Person): void {
  assertMay(actor.role, 'moderate');
  if (actor.id === target.id) return;
  const isProtected = target.role === 'host' || (target.role === 'co-host' && actor.role !== 'host');
  if (isProtected) throw new Fault('PERMISSION_DENIED', { detail: `${actor.role} may not moderate a ${target.role}` });
}
