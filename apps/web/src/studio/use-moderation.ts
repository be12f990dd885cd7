import { toFault } from '@rostrum/protocol';
import { useCallback } from 'react';
import { type OpenedStage, tell, untell } from './use-stage.ts';

/** Runs what a moderator asks for; a refusal is a sentence above the tiles. */
export function useModeration({ notices }: OpenedStage): (request: Promise<void>) => void {
  return useCallback(
    (request) => {
      untell(notices, 'moderation');
      request.catch((error: unknown) => {
        tell(notices, { key: 'moderation', tone: 'danger', text: toFault(error).publicMessage });
      });
    },
    [notices],
  );
}
