import type { Cleanups, Clock } from '@rostrum/lifecycle';
import type { RetentionRule } from '@rostrum/protocol';
import { type Log, logStorage } from '@rostrum/service';
import { openStorage, type StorageCondition, StorageWatch } from '@rostrum/storage';
import { Assets, type AssetsOptions } from '../assets/assets.ts';
import type { ControlConfig } from '../config.ts';
import { lastEpoch, type OriginClient } from '../rooms/origin-client.ts';
import type { Database } from '../store/database.ts';
import { RecordingStore } from '../store/recording-store.ts';
import { RenderStore } from '../store/render-store.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { Bin } from './bin.ts';
import { Recordings } from './recordings.ts';
import { Renders } from './renders.ts';

export interface KeptDeps {
  readonly database: Database;
  readonly webinars: WebinarStore;
  readonly origin: OriginClient;
  readonly canvas: AssetsOptions['canvas'];
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanups: Cleanups;
}

export interface Kept {
  readonly recordings: Recordings;
  readonly renders: Renders;
  readonly assets: Assets;
  readonly bin: Bin;
  readonly storageCondition: () => StorageCondition;
}

/** What the storage has of webinars, and the watch over it. */
export async function openKept(config: ControlConfig, deps: KeptDeps): Promise<Kept> {
  const { database, webinars, origin, canvas, clock, log, cleanups } = deps;
  const store = new RecordingStore(database);
  const storage = await openStorage(config);
  const watch = await StorageWatch.open({
    ...{ storage, clock, folder: config.dataDir, lowBytes: config.lowSpaceGigabytes * 1e9 },
    onChange: (condition) => logStorage(log, condition),
  });
  cleanups.add('storage watch', async () => watch.close());
  const recordings = await Recordings.open({
    ...{ store, storage, clock, log, redisUrl: config.redisUrl },
    endProgramme: (programmeId) => origin.end(programmeId, lastEpoch),
  });
  cleanups.add('recordings', () => recordings.close());
  const renders = await Renders.open({
    ...{ store: new RenderStore(database), storage, clock, log, redisUrl: config.redisUrl },
    recording: (id) => recordings.get(id),
  });
  cleanups.add('renders', () => renders.close());
  const assets = new Assets({ storage, canvas, webinars });
  const keepMs = config.binDays * 24 * 3600 * 1000;
  const bin = new Bin({ store, webinars, recordings, assets, clock, log, keepMs, rule: ruleOf(config) });
  cleanups.add('bin', async () => bin.close());
  return { recordings, renders, assets, bin, storageCondition: () => watch.condition };
}

const ruleOf = ({ retentionDays, retentionCount, retentionGigabytes }: ControlConfig): RetentionRule => ({
  ...(retentionDays === undefined ? {} : { days: retentionDays }),
  ...(retentionCount === undefined ? {} : { count: retentionCount }),
  ...(retentionGigabytes === undefined ? {} : { bytes: retentionGigabytes * 1e9 }),
});
