import { Fault } from '@rostrum/protocol';
import type { FfmpegCommand } from 'fluent-ffmpeg';
import { toolFault } from './tool-fault.ts';

export interface FfmpegRun {
  /** Kills ffmpeg; the promise then fails with the signal's reason. */
  readonly signal?: AbortSignal;
  /** ffmpeg is killed after this. Default: two hours. */
  readonly timeoutMs?: number;
  /** ffmpeg's other words on its standard error, as they come; each line whole. */
  readonly onLine?: (line: string) => void;
  /** How much of the output is written, in seconds of media. */
  readonly onProgress?: (seconds: number) => void;
}

const defaultTimeoutMs = 2 * 3600 * 1000;
/** ffmpeg's last words that are kept for the log. */
const tailLines = 12;

/** "frame=  100 fps=0.0 … time=00:01:02.50 bitrate=…" */
const progressLine = /\btime=(\d+):(\d{2}):(\d{2}(?:\.\d+)?)/;

/**
 * Runs a command to its end; ffmpeg is gone when this answers, whatever happened.
 * @throws Fault MEDIA_UNREADABLE with ffmpeg's last words, JOB_DIED when it was killed, REQUEST_TIMEOUT, INTERNAL when
 * there is no ffmpeg, or the signal's reason
 */
export async function runFfmpeg(command: FfmpegCommand, run: FfmpegRun = {}): Promise<void> {
  const { signal: callerSignal, timeoutMs = defaultTimeoutMs, onProgress, onLine } = run;
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new Fault('REQUEST_TIMEOUT', { detail: 'ffmpeg' })), timeoutMs);
  const signal = callerSignal ? AbortSignal.any([callerSignal, timeout.signal]) : timeout.signal;
  const tail: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const kill = () => void command.kill('SIGKILL');
  command.on('stderr', (line: string) => {
    const match = progressLine.exec(line);
    if (match) return onProgress?.(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]));
    onLine?.(line);
    tail.push(line.slice(0, 300));
    if (tail.length > tailLines) tail.shift();
  });
  // The process exists only now; whoever gave up earlier is heard here.
  command.on('start', () => (signal.aborted ? kill() : signal.addEventListener('abort', kill, { once: true })));
  command.on('end', () => resolve());
  command.on('error', (error: Error) => reject(error));
  try {
    signal.throwIfAborted();
    command.run();
    await promise;
  } catch (error) {
    signal.throwIfAborted();
    throw toMediaFault(error, tail);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', kill);
  }
}

function toMediaFault(cause: unknown, tail: readonly string[]): Fault {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/cannot find ffmpeg|ENOENT/i.test(message)) return new Fault('INTERNAL', { detail: 'ffmpeg is missing', cause });
  return toolFault(cause, [message, ...tail].join('\n'));
}
