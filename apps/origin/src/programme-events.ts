import type { ProgrammeEvents } from '@rostrum/hls';
import { type Log, logFault } from '@rostrum/service';
import type { OriginMetrics } from './metrics.ts';

/** One warning a minute says as much as one for each part. */
const quietMs = 60_000;

/** What a programme reports, counted and written to the log. */
export function programmeEvents({
  programmeId,
  log,
  metrics,
}: {
  programmeId: string;
  log: Log;
  metrics: OriginMetrics;
}): ProgrammeEvents {
  let quietUntil = 0;
  return {
    storageFailed: (fault, about) => {
      metrics.storageFailures.inc();
      logFault(log, fault, { programme: programmeId, ...about });
    },
    segmentLost: (about) => {
      metrics.segmentsLost.inc();
      log.error({ programme: programmeId, ...about }, 'segment lost, since storage is away for too long');
    },
    durationExceeded: (about) => {
      metrics.durationsExceeded.inc();
      if (Date.now() < quietUntil) return;
      quietUntil = Date.now() + quietMs;
      log.warn({ programme: programmeId, ...about }, 'longer than the mixer announced');
    },
  };
}
