import { type ConfigOf, common, dataDir, redis, storage } from '@rostrum/config';

export const recorderSettings = { ...common, ...redis, ...storage, dataDir } as const;

export type RecorderConfig = ConfigOf<typeof recorderSettings>;
