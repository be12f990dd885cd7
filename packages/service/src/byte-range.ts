import { Fault } from '@rostrum/protocol';

/** First and last byte, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range of a `Range` header, within a file of `sizeBytes`; undefined for the whole file. Several ranges are
 * answered with the whole: "A server that supports range requests MAY ignore or reject a Range header field" (RFC 9110
 * §14.2).
 * @throws Fault RANGE_NOT_SATISFIABLE when no byte of it exists
 */
export function byteRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const [, first = '', last = ''] = match;
  // "-500" is the last 500 bytes (a suffix-range, RFC 9110 §14.1.2).
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start >= sizeBytes || start > end) throw new Fault('RANGE_NOT_SATISFIABLE');
  return { start, end };
}
