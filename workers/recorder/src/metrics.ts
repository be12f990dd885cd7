import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export interface JobMetrics {
  readonly failed: Counter<'kind'>;
  /** Seconds of work for each finished recording. */
  readonly took: Histogram<'kind'>;
}

export function addMetrics(register: Registry, { busy }: { busy: () => number }): JobMetrics {
  new Gauge({
    name: 'rostrum_recorder_busy',
    help: 'Jobs that run',
    registers: [register],
    collect() {
      this.set(busy());
    },
  });
  return {
    failed: new Counter({
      name: 'rostrum_recorder_failed_tries_total',
      help: 'Tries of jobs that failed',
      labelNames: ['kind'],
      registers: [register],
    }),
    took: new Histogram({
      name: 'rostrum_recorder_job_seconds',
      help: 'How long finished jobs took',
      labelNames: ['kind'],
      buckets: [1, 5, 15, 60, 300, 900, 3600],
      registers: [register],
    }),
  };
}
