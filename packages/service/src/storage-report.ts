import type { Registry } from 'prom-client';
import { gaugesOf } from './gauges.ts';
import type { Log } from './logger.ts';

/** As packages/storage finds it. */
export interface ReportedStorage {
  readonly isWritable: boolean;
  readonly freeBytes: number | undefined;
  readonly isLow: boolean;
}

/** For the log: one line for each change. */
export function logStorage(log: Log, { isWritable, freeBytes, isLow }: ReportedStorage): void {
  if (!isWritable) log.error({ freeBytes }, 'storage takes nothing');
  else if (isLow) log.warn({ freeBytes }, 'disk space low');
  else log.info({ freeBytes }, 'storage well');
}

export function addStorageGauges(register: Registry, condition: () => ReportedStorage): void {
  const gauge = gaugesOf(register);
  gauge('rostrum_storage_writable', '1 while the storage takes what is put', () => (condition().isWritable ? 1 : 0));
  gauge('rostrum_disk_free_bytes', "Free space on the data folder's disk", () => condition().freeBytes ?? Number.NaN);
  gauge('rostrum_disk_low', '1 while that is less than ROSTRUM_LOW_SPACE_GIGABYTES', () => (condition().isLow ? 1 : 0));
}
