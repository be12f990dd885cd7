export { FolderStorage } from './folder-storage.ts';
export { assertKey } from './key.ts';
export { openStorage, type StorageSettings } from './open-storage.ts';
export { type S3Options, S3Storage } from './s3-storage.ts';
export type { ByteRange, Storage, StoredFacts } from './storage.ts';
export { type StorageCondition, StorageWatch } from './storage-watch.ts';
