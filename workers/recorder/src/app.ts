import { RedisConnection } from '@rostrum/cluster';
import { JobWorker } from '@rostrum/jobs';
import { Cleanups, systemClock } from '@rostrum/lifecycle';
import { addStorageGauges, type Log, logFault, logStorage, NodeServer, type Running } from '@rostrum/service';
import { openStorage, StorageWatch } from '@rostrum/storage';
import type { RecorderConfig } from './config.ts';
import { jobKinds } from './job-kinds.ts';
import { addMetrics, type JobMetrics } from './metrics.ts';
import { runInProcess } from './process/job-process.ts';

export interface RecorderContext {
  readonly log: Log;
  /** What the process of a job needs of this one's environment. */
  readonly childEnv: Readonly<Record<string, string>>;
}

export async function openRecorder(config: RecorderConfig, { log, childEnv }: RecorderContext): Promise<Running> {
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
  const workers: JobWorker[] = [];
  const metrics = addMetrics(server.metrics, { busy: () => workers.filter(({ isBusy }) => isBusy).length });
  for (const { definition } of jobKinds) {
    workers.push(await openWorker(definition, { config, log, childEnv, metrics }));
  }
  cleanups.add('jobs', async () => void (await Promise.all(workers.map((worker) => worker.close()))));
  return { close: () => cleanups.close() };
}

/** Takes jobs of one kind, one at a time. */
function openWorker(
  definition: (typeof jobKinds)[number]['definition'],
  { config, log, childEnv, metrics }: RecorderContext & { config: RecorderConfig; metrics: JobMetrics },
): Promise<JobWorker> {
  return JobWorker.open({
    definition,
    redisUrl: config.redisUrl,
    run: async (payload, context) => {
      const stop = metrics.took.startTimer({ kind: definition.name });
      const result = await runInProcess({ definition, payload, context, childEnv, log, jobId: context.jobId });
      stop();
      return result;
    },
    onFault: (fault, job) => {
      metrics.failed.inc({ kind: definition.name });
      logFault(log, fault, { job, kind: definition.name });
    },
    onError: (err) => log.warn({ err }, 'job queue unwell'),
  });
}
