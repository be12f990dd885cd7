import type { StageView } from '@rostrum/client';
import type { ParticipantId } from '@rostrum/protocol';
import { useRef } from 'react';

/** Who of the others spoke last: a pause for breath does not take them away. */
export function useLastSpeaker({ room, me }: StageView): ParticipantId | undefined {
  const last = useRef<ParticipantId>(undefined);
  if (room?.speaker && room.speaker !== me) last.current = room.speaker;
  return last.current;
}
