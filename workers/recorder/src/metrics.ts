import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface JobMetrics {
  readonly failed: Counter;
  /** Seconds of work for each finished recording. */
  readonly took: Histogram;
}

export function addMetrics(register: Registry, { isBusy }: { isBusy: () => boolean }): JobMetrics {
  new Gauge({
    name: 'rostrum_recorder_busy',
    help: '1 while a job runs',
    registers: [register],
    collect() {
      this.set(isBusy() ? 1 : 0);
    },
  });
  return {
    failed: new Counter({
      name: 'rostrum_recorder_failed_tries_total',
      help: 'Tries of jobs that failed',
      registers: [register],
    }),
    took: new Histogram({
      name: 'rostrum_recorder_job_seconds',
      help: 'How long finished jobs took',
      buckets: [1, 5, 15, 60, 300, 900, 3600],
      registers: [register],
    }),
  };
}
