import { STATUS_CODES } from 'node:http';
import { corsHeaders } from './cors.ts';

export interface AnswerHead {
  readonly status: number;
  readonly type: string;
  readonly cacheControl: string;
  readonly acceptsRanges?: boolean;
}

const lines = (fields: Readonly<Record<string, string>>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
const cors = lines(corsHeaders);

/** A whole answer: status line, fields and body (RFC 9112 §4). */
export function writeAnswer(body: Uint8Array, { status, type, cacheControl, acceptsRanges }: AnswerHead, date: string) {
  const fields = lines({
    'cache-control': cacheControl,
    'content-type': type,
    ...(acceptsRanges ? { 'accept-ranges': 'bytes' } : {}),
    'content-length': `${body.length}`,
    date,
  });
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${cors}${fields}\r\n`, 'latin1'),
    body,
  ]);
}

/**
 * Answers that a crowd shares, in one piece each. They have the date in them (RFC 9110 §6.6.1), so they are good for a
 * second, and none is kept longer.
 */
export class SharedAnswers {
  readonly #answers = new Map<Uint8Array, { readonly cacheControl: string; readonly whole: Buffer }>();
  #second = 0;
  #date = '';

  of(body: Uint8Array, head: AnswerHead): Buffer {
    const date = this.date();
    const known = this.#answers.get(body);
    if (known?.cacheControl === head.cacheControl) return known.whole;
    const whole = writeAnswer(body, head, date);
    this.#answers.set(body, { cacheControl: head.cacheControl, whole });
    return whole;
  }

  /** Now, as a field value. */
  date(): string {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      [this.#second, this.#date] = [second, new Date(second * 1000).toUTCString()];
      this.#answers.clear();
    }
    return this.#date;
  }
}
