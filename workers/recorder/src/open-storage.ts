import { join } from 'node:path';
import { FolderStorage, type Storage } from '@rostrum/storage';
import type { RecorderConfig } from './config.ts';

/** Where segments are and recordings go. @throws Fault STORAGE_UNAVAILABLE */
export const openStorage = ({ dataDir }: RecorderConfig): Promise<Storage> =>
  FolderStorage.open(join(dataDir, 'media'));
