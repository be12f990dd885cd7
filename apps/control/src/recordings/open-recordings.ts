import type { Cleanups, Clock } from '@rostrum/lifecycle';
import type { Log } from '@rostrum/service';
import { openStorage } from '@rostrum/storage';
import type { ControlConfig } from '../config.ts';
import { lastEpoch, type OriginClient } from '../rooms/origin-client.ts';
import type { Database } from '../store/database.ts';
import { OutputStore } from '../store/output-store.ts';
import { RecordingStore } from '../store/recording-store.ts';
import { RenderStore } from '../store/render-store.ts';
import { Outputs } from './outputs.ts';
import { Recordings } from './recordings.ts';
import { Renders } from './renders.ts';

export interface RecordingsDeps {
  readonly database: Database;
  readonly origin: OriginClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanups: Cleanups;
}

/** Recordings, and what is made of them. */
export async function openRecordings(
  config: ControlConfig,
  { database, origin, clock, log, cleanups }: RecordingsDeps,
): Promise<{ store: RecordingStore; recordings: Recordings; outputs: Outputs; renders: Renders }> {
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
  cleanups.add('recordings', () => recordings.close());
  const made = await Outputs.open({
    store: new OutputStore(database),
    recordings: store,
    storage,
    redisUrl,
    clock,
    log,
  });
  outputs = made;
  cleanups.add('outputs', () => made.close());
  const renders = await Renders.open({
    ...{ store: new RenderStore(database), storage, redisUrl, clock, log },
    recording: (id) => recordings.get(id),
  });
  cleanups.add('renders', () => renders.close());
  return { store, recordings, outputs: made, renders };
}
