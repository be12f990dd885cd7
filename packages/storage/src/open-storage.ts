import { join } from 'node:path';
import { Fault } from '@rostrum/protocol';
import { FolderStorage } from './folder-storage.ts';
import { S3Storage } from './s3-storage.ts';
import type { Storage } from './storage.ts';

/** As packages/config has them. */
export interface StorageSettings {
  readonly storage: 'folder' | 's3';
  readonly dataDir: string;
  readonly s3Endpoint: string | undefined;
  readonly s3Bucket: string | undefined;
  readonly s3Region: string;
  readonly s3KeyId: string | undefined;
  readonly s3KeySecret: string | undefined;
  readonly s3PathStyle: boolean;
}

/** What the settings say. @throws Fault CONFIG_INVALID, or STORAGE_UNAVAILABLE when a folder cannot be opened */
export async function openStorage(settings: StorageSettings): Promise<Storage> {
  if (settings.storage === 'folder') return FolderStorage.open(join(settings.dataDir, 'media'));
  const { s3Endpoint: endpoint, s3Bucket: bucket, s3KeyId: keyId, s3KeySecret: keySecret } = settings;
  if (bucket === undefined || keyId === undefined || keySecret === undefined) {
    const publicMessage =
      'With ROSTRUM_STORAGE=s3, ROSTRUM_S3_BUCKET, ROSTRUM_S3_KEY_ID and ROSTRUM_S3_KEY_SECRET must be set.';
    throw new Fault('CONFIG_INVALID', { detail: publicMessage, publicMessage });
  }
  return new S3Storage({
    ...{ bucket, keyId, keySecret, region: settings.s3Region, isPathStyle: settings.s3PathStyle },
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}
