import { stampBytes } from './wall-clock.ts';

const endOfHeader = Buffer.from('\r\n\r\n');

export interface ReadAnswer {
  readonly status: number;
  readonly isUncacheable: boolean;
  /** The first bytes of the body. */
  readonly head: Buffer;
}

/** Reads the answers of one HTTP/1.1 connection as cheaply as can be: a status, a length, and the first bytes. */
export class HttpReader {
  readonly #head = Buffer.alloc(stampBytes);
  readonly #onAnswer: (answer: ReadAnswer) => void;
  #pending: Buffer | undefined;
  #status = 0;
  #isUncacheable = false;
  #length = -1;
  #received = 0;

  constructor(onAnswer: (answer: ReadAnswer) => void) {
    this.#onAnswer = onAnswer;
  }

  push(chunk: Buffer): void {
    if (this.#length >= 0) {
      this.#take(chunk);
      return;
    }
    const bytes = this.#pending ? Buffer.concat([this.#pending, chunk]) : chunk;
    const end = bytes.indexOf(endOfHeader);
    if (end < 0) {
      this.#pending = bytes;
      return;
    }
    this.#pending = undefined;
    const header = bytes.toString('latin1', 0, end).toLowerCase();
    this.#status = Number(header.slice(9, 12));
    this.#isUncacheable = header.includes('no-store');
    this.#length = Number(/\r\ncontent-length: *(\d+)/.exec(header)?.[1] ?? 0);
    this.#received = 0;
    this.#take(bytes.subarray(end + endOfHeader.length));
  }

  #take(body: Buffer): void {
    if (this.#received < stampBytes) body.copy(this.#head, this.#received);
    this.#received += body.length;
    if (this.#received < this.#length) return;
    this.#length = -1;
    this.#onAnswer({ status: this.#status, isUncacheable: this.#isUncacheable, head: this.#head });
  }
}
