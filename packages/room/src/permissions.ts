import { Fault, type Role } from '@rostrum/protocol';

/** What a person can ask of a room. Rights are checked in the room, at each request. */
export type Action = 'watch' | 'present' | 'go-live' | 'end';

const allowed: Readonly<Record<Action, readonly Role[]>> = {
  watch: ['viewer', 'presenter', 'host'],
  present: ['presenter', 'host'],
  'go-live': ['host'],
  end: ['host'],
};

export const may = (role: Role, action: Action): boolean => allowed[action].includes(role);

/** @throws Fault PERMISSION_DENIED */
export function assertMay(role: Role, action: Action): void {
  if (!may(role, action)) throw new Fault('PERMISSION_DENIED', { detail: `${role} may not ${action}` });
}
