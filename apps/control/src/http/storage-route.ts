import { StorageConditionSchema } from '@rostrum/protocol';
import type { StorageCondition } from '@rostrum/storage';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface StorageRouteDeps {
  readonly organizer: Organizer;
  readonly storageCondition: () => StorageCondition;
}

/** How storage is, for the organizer's pages. */
export function addStorageRoute(server: Server, { organizer, storageCondition }: StorageRouteDeps): void {
  server.get(
    '/api/storage',
    { preValidation: organizer.assertSignedIn.bind(organizer), schema: { response: { 200: StorageConditionSchema } } },
    async () => {
      const { isWritable, isLow, freeBytes } = storageCondition();
      const state = !isWritable ? 'away' : isLow ? 'low' : 'well';
      return { state, ...(freeBytes === undefined ? {} : { freeBytes }) } as const;
    },
  );
}
