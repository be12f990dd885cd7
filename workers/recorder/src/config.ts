import { type ConfigOf, common, dataDir, redis } from '@rostrum/config';

export const recorderSettings = { ...common, ...redis, dataDir } as const;

export type RecorderConfig = ConfigOf<typeof recorderSettings>;
