import { type ProductionChange, toFault } from '@rostrum/protocol';
import { useCallback } from 'react';
import { type OpenedStage, tell, untell } from '../use-stage.ts';

/** Directs the programme; a refusal is a sentence above the tiles. */
export function useDirect({ client, notices }: OpenedStage): (change: ProductionChange) => void {
  return useCallback(
    (change) => {
      untell(notices, 'production');
      client.production.direct(change).catch((error: unknown) => {
        tell(notices, { key: 'production', tone: 'danger', text: toFault(error).publicMessage });
      });
    },
    [client, notices],
  );
}
