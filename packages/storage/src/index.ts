export { FolderStorage } from './folder-storage.ts';
export { assertKey } from './key.ts';
export type { ByteRange, Storage, StoredFacts } from './storage.ts';
