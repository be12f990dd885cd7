import type { JobDefinition, ResultOf } from '@rostrum/jobs';
import { parse } from '@rostrum/link';
import { Fault } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';

/** What a job has made, kept beside its files: written last, so that what has one is complete. */
export interface Receipt<D extends JobDefinition> {
  readonly definition: D;
  readonly key: string;
}

/** Undefined when the job has not come to its end before. @throws Fault MEDIA_UNREADABLE when it is not one of ours */
export async function readReceipt<D extends JobDefinition>(
  storage: Pick<Storage, 'readWhole'>,
  { definition, key }: Receipt<D>,
): Promise<ResultOf<D> | undefined> {
  const bytes = await storage.readWhole(key).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return bytes && (parse(definition.result, JSON.parse(bytes.toString()), 'MEDIA_UNREADABLE') as ResultOf<D>);
}

export async function writeReceipt<D extends JobDefinition>(
  storage: Pick<Storage, 'put'>,
  { key }: Receipt<D>,
  facts: ResultOf<D>,
): Promise<void> {
  await storage.put(key, Buffer.from(JSON.stringify(facts)));
}
