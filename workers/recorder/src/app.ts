import { join } from 'node:path';
import { RedisConnection } from '@rostrum/cluster';
import { finishRecording, JobWorker } from '@rostrum/jobs';
import { Cleanups } from '@rostrum/lifecycle';
import { type Log, logFault, NodeServer, type Running } from '@rostrum/service';
import { openStorage } from '@rostrum/storage';
import type { RecorderConfig } from './config.ts';
import { finish } from './finish-recording.ts';
import { addMetrics } from './metrics.ts';

export async function openRecorder(config: RecorderConfig, log: Log): Promise<Running> {
  const cleanups = new Cleanups();
  const redis = await RedisConnection.open(config.redisUrl, (err) => log.error({ err }, 'redis lost'));
  cleanups.add('redis', () => redis.close());
  const storage = await openStorage(config);
  const server = await NodeServer.open({ ...config, log, health: async () => ({ redis: redis.isReady }) });
  cleanups.add('server', () => server.close());
  const metrics = addMetrics(server.metrics, { isBusy: () => worker.isBusy });
  const workDir = join(config.dataDir, 'work');
  const worker: JobWorker<typeof finishRecording> = await JobWorker.open({
    definition: finishRecording,
    redisUrl: config.redisUrl,
    run: async (job, context) => {
      const stop = metrics.took.startTimer();
      const result = await finish(job, {
        ...context,
        storage,
        workDir,
        log: log.child({ recording: job.recordingId }),
      });
      stop();
      return result;
    },
    onFault: (fault, recording) => {
      metrics.failed.inc();
      logFault(log, fault, { recording });
    },
    onError: (err) => log.warn({ err }, 'job queue unwell'),
  });
  cleanups.add('jobs', () => worker.close());
  return { close: () => cleanups.close() };
}
