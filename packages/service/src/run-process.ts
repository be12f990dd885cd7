import { flushCompileCache } from 'node:module';
import closeWithGrace from 'close-with-grace';
import type { Log } from './logger.ts';

export interface Running {
  /** Stop accepting → drain → close children → close connections. */
  close(): Promise<void>;
}

/** Longer than a mixer needs to flush; after that the process ends as it is. */
const usualGraceMs = 7000;

/**
 * The life of a process: opens, says so, and closes in order on SIGTERM, SIGINT, an uncaught error, or when the process
 * that started it is gone (the channel that `fork` makes ends).
 */
export async function runProcess(
  log: Log,
  open: () => Promise<Running>,
  { graceMs = usualGraceMs }: { graceMs?: number } = {},
): Promise<void> {
  const startedAt = performance.now();
  let running: Running | undefined;
  const { close } = closeWithGrace({ delay: graceMs, logger: false }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'uncaught error');
    await running?.close();
    log.info({ reason: err ? 'error' : (signal ?? 'closed') }, 'stopped');
  });
  process.once('disconnect', () => void close());
  try {
    running = await open();
  } catch (err) {
    log.fatal({ err }, 'cannot start');
    process.exit(1);
  }
  log.info({ startMs: Math.round(performance.now() - startedAt) }, 'started');
  // Else only an orderly end keeps what was compiled.
  flushCompileCache();
}
