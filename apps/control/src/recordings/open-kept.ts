import type { Cleanups, Clock } from '@rostrum/lifecycle';
import type { RetentionRule } from '@rostrum/protocol';
import { type Log, logStorage } from '@rostrum/service';
import { openStorage, type StorageCondition, StorageWatch } from '@rostrum/storage';
import { Assets, type AssetsOptions } from '../assets/assets.ts';
import type { ControlConfig } from '../config.ts';
import type { Links } from '../links.ts';
import { lastEpoch, type OriginClient } from '../rooms/origin-client.ts';
import type { Database } from '../store/database.ts';
import { OutputStore } from '../store/output-store.ts';
import { RecordingStore } from '../store/recording-store.ts';
import { RenderStore } from '../store/render-store.ts';
import { SharingStore } from '../store/sharing-store.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { Bin } from './bin.ts';
import { Outputs } from './outputs.ts';
import { Passes } from './passes.ts';
import { Recordings } from './recordings.ts';
import { Renders } from './renders.ts';
import { Sharing } from './sharing.ts';
import { TrackExports } from './track-exports.ts';
import { Visits } from './visits.ts';

export interface KeptDeps {
  readonly database: Database;
  readonly webinars: WebinarStore;
  readonly links: Links;
  readonly origin: OriginClient;
  readonly canvas: AssetsOptions['canvas'];
  readonly clock: Clock;
  readonly log: Log;
  readonly cleanups: Cleanups;
}

export interface Kept {
  readonly recordings: Recordings;
  readonly outputs: Outputs;
  readonly renders: Renders;
  readonly trackExports: TrackExports;
  readonly assets: Assets;
  readonly bin: Bin;
  readonly sharing: Sharing;
  readonly visits: Visits;
  readonly storageCondition: () => StorageCondition;
}

/** What the storage has of webinars, and the watch over it. */
export async function openKept(config: ControlConfig, deps: KeptDeps): Promise<Kept> {
  const { database, webinars, links, origin, canvas, clock, log, cleanups } = deps;
  const store = new RecordingStore(database);
  const storage = await openStorage(config);
  const watch = await StorageWatch.open({
    ...{ storage, clock, folder: config.dataDir, lowBytes: config.lowSpaceGigabytes * 1e9 },
    onChange: (condition) => logStorage(log, condition),
  });
  cleanups.add('storage watch', async () => watch.close());
  let opened: Outputs | undefined;
  const recordings = await Recordings.open({
    ...{ store, storage, clock, log, redisUrl: config.redisUrl },
    endProgramme: (programmeId) => origin.end(programmeId, lastEpoch),
    // One that is finished before there are outputs is found by their first sweep.
    onReady: () => opened?.sweep(),
    cancelOutputs: async (id) => opened?.cancelJobsOf(id),
  });
  cleanups.add('recordings', () => recordings.close());
  const outputs = await Outputs.open({
    ...{ store: new OutputStore(database), recordings: store, storage, clock, log, redisUrl: config.redisUrl },
  });
  opened = outputs;
  cleanups.add('outputs', () => outputs.close());
  const renders = await Renders.open({
    ...{ store: new RenderStore(database), storage, clock, log, redisUrl: config.redisUrl },
    recording: (id) => recordings.get(id),
  });
  cleanups.add('renders', () => renders.close());
  const trackExports = await TrackExports.open({
    ...{ storage, log, redisUrl: config.redisUrl },
    recording: (id) => recordings.get(id),
  });
  cleanups.add('track exports', () => trackExports.close());
  const assets = new Assets({ storage, canvas, webinars });
  const keepMs = config.binDays * 24 * 3600 * 1000;
  const bin = new Bin({ store, webinars, recordings, assets, clock, log, keepMs, rule: ruleOf(config) });
  cleanups.add('bin', async () => bin.close());
  const sharingStore = new SharingStore(database);
  const passes = new Passes(config.secret);
  const sharing = new Sharing({ store: sharingStore, passes, publicUrl: config.publicUrl, log });
  const visits = new Visits({ links, passes, recordings: store, outputs, sharing: sharingStore });
  return {
    sharing,
    visits,
    recordings,
    outputs,
    renders,
    trackExports,
    assets,
    bin,
    storageCondition: () => watch.condition,
  };
}

const ruleOf = ({ retentionDays, retentionCount, retentionGigabytes }: ControlConfig): RetentionRule => ({
  ...(retentionDays === undefined ? {} : { days: retentionDays }),
  ...(retentionCount === undefined ? {} : { count: retentionCount }),
  ...(retentionGigabytes === undefined ? {} : { bytes: retentionGigabytes * 1e9 }),
});
