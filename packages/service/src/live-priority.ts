import { constants, setPriority } from 'node:os';
import type { Log } from './logger.ts';

/**
 * Live media cannot wait: what carries it goes before recordings, pages and whatever else the machine does. Processes
 * that are started afterwards inherit it. Needs root or CAP_SYS_NICE; without them everything runs alike.
 */
export function raisePriority(log: Log): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch (err) {
    log.debug({ err }, 'priority not raised');
  }
}

/** Nicer than everything else here, and still done in reasonable time on an idle machine. */
const jobNiceness = 10;

/** For what can wait: it takes the processor when nobody live wants it. Processes that it starts inherit it. */
export const lowerPriority = (): void => setPriority(jobNiceness);
