import { AV_LOG_FATAL, AV_OPT_SEARCH_CHILDREN, AV_OPT_TYPE_STRING } from 'node-av/constants';
import { type Codec, type CodecContext, FFmpegError, Log } from 'node-av/lib';

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

/**
 * Opens a codec with options of its own. Not by a Dictionary: opening frees it a second time (node-av 6.1.1), and the
 * process dies when the garbage is collected.
 */
export function openCodec(context: CodecContext, codec: Codec, options: Readonly<Record<string, string>> = {}): void {
  Log.setLevel(AV_LOG_FATAL);
  for (const [name, value] of Object.entries(options)) {
    check(context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN), `setting ${name}`);
  }
  check(context.open2Sync(codec), `opening ${codec.name}`);
}
