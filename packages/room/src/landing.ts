import { type ParticipantId, type Place, type Role, resumeWithinMs } from '@rostrum/protocol';
import { memberOf, type RoomRecord } from './room-record.ts';

/**
 * Where somebody who joins lands: on the stage; backstage when the stage is locked, unless they moderate or were invited
 * from the audience. A page that was reloaded, or lost its media, comes back to where it was; who was sent backstage
 * stays there.
 */
export function landing(
  record: RoomRecord,
  { id, role, isPromoted }: { id: ParticipantId; role: Role; isPromoted: boolean },
  nowMs: number,
): Place {
  const member = memberOf(record, id);
  if (member) return member.place;
  const last = record.lastPlaces[id];
  if (last && (last.place === 'backstage' || nowMs - last.leftAtMs <= resumeWithinMs)) return last.place;
  const mustWait = record.stageLocked && !isPromoted && role === 'presenter';
  return mustWait ? 'backstage' : 'stage';
}
