import { join } from 'node:path';
import { RedisConnection } from '@rostrum/cluster';
import {
  finishRecording,
  type JobDefinition,
  JobWorker,
  type JobWorkerOptions,
  render as renderDefinition,
} from '@rostrum/jobs';
import { Cleanups, systemClock } from '@rostrum/lifecycle';
import { addStorageGauges, type Log, logFault, logStorage, NodeServer, type Running } from '@rostrum/service';
import { openStorage, StorageWatch } from '@rostrum/storage';
import type { RecorderConfig } from './config.ts';
import { finish } from './finish-recording.ts';
import { addMetrics } from './metrics.ts';
import { render } from './render.ts';

export async function openRecorder(config: RecorderConfig, log: Log): Promise<Running> {
  const cleanups = new Cleanups();
  const redis = await RedisConnection.open(config.redisUrl, (err) => log.error({ err }, 'redis lost'));
  cleanups.add('redis', () => redis.close());
  const storage = await openStorage(config);
  const watch = await StorageWatch.open({
    ...{ storage, clock: systemClock, folder: config.dataDir, lowBytes: config.lowSpaceGigabytes * 1e9 },
    onChange: (condition) => logStorage(log, condition),
  });
  cleanups.add('storage watch', async () => watch.close());
  const server = await NodeServer.open({ ...config, log, health: async () => ({ redis: redis.isReady }) });
  cleanups.add('server', () => server.close());
  addStorageGauges(server.metrics, () => watch.condition);
  const workers: { readonly isBusy: boolean }[] = [];
  const metrics = addMetrics(server.metrics, { isBusy: () => workers.some(({ isBusy }) => isBusy) });
  const tools = { storage, workDir: join(config.dataDir, 'work') };
  const openWorker = async <D extends JobDefinition>({
    definition,
    run,
  }: Pick<JobWorkerOptions<D>, 'definition' | 'run'>): Promise<void> => {
    const worker = await JobWorker.open({
      definition,
      redisUrl: config.redisUrl,
      run: async (job, context) => {
        const stop = metrics.took.startTimer();
        const result = await run(job, context);
        stop();
        return result;
      },
      onFault: (fault, recording) => {
        metrics.failed.inc();
        logFault(log, fault, { queue: definition.name, recording });
      },
      onError: (err) => log.warn({ err }, 'job queue unwell'),
    });
    workers.push(worker);
    cleanups.add(`${definition.name} jobs`, () => worker.close());
  };
  await openWorker({
    definition: finishRecording,
    run: (job, context) => finish(job, { ...context, ...tools, log: log.child({ recording: job.recordingId }) }),
  });
  await openWorker({
    definition: renderDefinition,
    run: (job, context) =>
      render(job, { ...context, ...tools, log: log.child({ recording: job.recordingId, render: job.renderId }) }),
  });
  return { close: () => cleanups.close() };
}
