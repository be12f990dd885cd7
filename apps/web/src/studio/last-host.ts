import type { StageView } from '@rostrum/client';

/** Whether nobody could end the webinar, were this person to leave now. Somebody who is reconnecting may not come back. */
export const isLastHost = ({ room, me, role }: Pick<StageView, 'room' | 'me' | 'role'>): boolean =>
  role === 'host' &&
  !(room?.participants ?? []).some((person) => person.id !== me && person.role === 'host' && !person.reconnecting);
