import type { Clock } from '@rostrum/lifecycle';
import type { Log } from '@rostrum/service';
import { openStorage } from '@rostrum/storage';
import type { ControlConfig } from '../config.ts';
import { lastEpoch, type OriginClient } from '../rooms/origin-client.ts';
import type { Database } from '../store/database.ts';
import { OutputStore } from '../store/output-store.ts';
import { RecordingStore } from '../store/recording-store.ts';
import { Outputs } from './outputs.ts';
import { Recordings } from './recordings.ts';

export interface RecordingsDeps {
  readonly database: Database;
  readonly origin: OriginClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** Recordings, and what is made of them. */
export async function openRecordings(
  config: ControlConfig,
  { database, origin, clock, log }: RecordingsDeps,
): Promise<{ store: RecordingStore; recordings: Recordings; outputs: Outputs }> {
  const store = new RecordingStore(database);
  const { redisUrl } = config;
  const storage = await openStorage(config);
  let outputs: Outputs | undefined;
  const recordings = await Recordings.open({
    store,
    storage,
    redisUrl,
    endProgramme: (programmeId) => origin.end(programmeId, lastEpoch),
    // One that is finished before there are outputs is found by their first sweep.
    onReady: () => outputs?.sweep(),
    cancelOutputs: async (id) => outputs?.cancelJobsOf(id),
    clock,
    log,
  });
  outputs = await Outputs.open({ store: new OutputStore(database), recordings: store, storage, redisUrl, clock, log });
  return { store, recordings, outputs };
}
