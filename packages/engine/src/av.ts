import { FFmpegError } from 'node-av/lib';

/** A call into libav that failed: the number it answered, and the words for it. */
export class AvError extends Error {
  constructor(what: string, code: number) {
    super(`${what} failed: ${FFmpegError.strerror(code)} (${code})`);
    this.name = 'AvError';
  }
}

/** Answers libav's result, or throws when it is an error. */
export function check(result: number, what: string): number {
  if (result < 0) throw new AvError(what, result);
  return result;
}

/** A thing that libav should have made. */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`libav has no ${what}`);
  return value;
}
