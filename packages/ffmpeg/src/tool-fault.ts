import { Fault } from '@rostrum/protocol';

/** fluent-ffmpeg says it in words, Node's child processes by a field. */
const killedBySignal = /was killed with signal (\w+)/;

/**
 * Why a tool has failed: something ended it (an operator, a kernel without memory), which may not happen again; or it
 * could not do what it was asked to, which will.
 */
export function toolFault(cause: unknown, lastWords: string): Fault {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const signal = 'signal' in error && typeof error.signal === 'string' ? error.signal : undefined;
  const killer = signal ?? killedBySignal.exec(error.message)?.[1];
  if (killer) return new Fault('JOB_DIED', { detail: `ended by ${killer}`, cause });
  return new Fault('MEDIA_UNREADABLE', { detail: (lastWords || error.message).slice(-4000), cause });
}
