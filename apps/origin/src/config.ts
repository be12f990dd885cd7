import { type ConfigOf, common, dataDir } from '@rostrum/config';

export const originSettings = { ...common, dataDir } as const;

export type OriginConfig = ConfigOf<typeof originSettings>;
