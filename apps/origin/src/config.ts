import { type ConfigOf, common, dataDir, storage } from '@rostrum/config';

export const originSettings = { ...common, ...storage, dataDir } as const;

export type OriginConfig = ConfigOf<typeof originSettings>;
