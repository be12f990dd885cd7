import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { toFault } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { LiveAnswer, LiveAnswers, Written } from './live-answers.ts';
import { type PlainRequest, readPlainRequest } from './plain-request.ts';
import { type SharedAnswers, writeAnswer } from './shared-answers.ts';
import type { SharedQuestions } from './shared-questions.ts';

export interface PlainConnectionOptions {
  readonly answers: LiveAnswers;
  readonly shared: SharedAnswers;
  readonly questions: SharedQuestions;
  readonly log: Log;
  /** Closed after so long without a word. */
  readonly idleMs: number;
  /** Node's server goes on with it. */
  readonly handOver: (socket: Duplex) => void;
  /** Closed, or handed over. */
  readonly onDone: () => void;
}

/** A player's or an edge's connection, for as long as it asks plainly, one thing after the other. */
export class PlainConnection {
  readonly #socket: Duplex;
  readonly #options: PlainConnectionOptions;
  #knownHeaders: string | undefined;
  #isAnswering = false;
  #isEnding = false;
  #isGone = false;
  /** Takes the question back that waits for its answer. */
  #leave: (() => void) | undefined;
  /** What came before the answer to the request before it. */
  #early: Buffer | undefined;

  constructor(socket: Duplex, options: PlainConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onError).on('close', this.#onClose);
    timeoutOf(socket)?.setTimeout(options.idleMs, this.#onIdle);
  }

  /** At once, or after the answer that is due. */
  end(): void {
    this.#isEnding = true;
    if (!this.#isAnswering) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  readonly #onData = (bytes: Buffer) => {
    if (this.#isAnswering) {
      this.#early = this.#early ? Buffer.concat([this.#early, bytes]) : bytes;
      this.#socket.pause();
      return;
    }
    // Who asks for more before they took what they have is node's to slow down.
    const request = this.#socket.writableNeedDrain ? undefined : readPlainRequest(bytes, this.#knownHeaders);
    if (!request) return this.#handOver(bytes);
    this.#knownHeaders = request.headers;
    void this.#answer(request, bytes);
  };
  /** The client has said all that it will say; node's server takes that for leaving, too. */
  readonly #onEnd = () => {
    this.#left();
    this.#socket.end();
  };
  readonly #onError = () => {
    this.#socket.destroy();
  };
  readonly #onClose = () => {
    this.#left();
    this.#options.onDone();
  };
  readonly #onIdle = () => {
    this.#socket.destroy();
  };

  #left(): void {
    this.#isGone = true;
    this.#leave?.();
    this.#leave = undefined;
  }

  /** `bytes` is the request as it came. */
  async #answer(request: PlainRequest, bytes: Buffer): Promise<void> {
    this.#isAnswering = true;
    const answer = await this.#ask(request).catch((error: unknown) => this.#refusal(error));
    this.#isAnswering = false;
    this.#leave = undefined;
    if (this.#isGone || !answer) return;
    // Storage has it: a stream, with a length of its own.
    if (answer === 'in-storage') return this.#handOver(this.#early ? Buffer.concat([bytes, this.#early]) : bytes);
    this.#socket.write(answer);
    if (this.#isEnding) this.#socket.end();
    else if (this.#early) this.#handOver(this.#early);
  }

  async #ask(request: PlainRequest): Promise<Buffer | 'in-storage' | undefined> {
    const { answers, shared, questions } = this.#options;
    await answers.access(request);
    const asked = questions.ask(request);
    this.#leave = asked.leave;
    const answer = await asked.answer;
    if (!answer) return undefined;
    if (!isWritten(answer)) return 'in-storage';
    const { kind, type, cacheControl, content } = answer;
    answers.count(answer, content.bytes.length);
    return shared.of(content.bytes, { status: 200, type, cacheControl, acceptsRanges: kind === 'media' });
  }

  #refusal(error: unknown): Buffer {
    const fault = toFault(error);
    logFault(this.#options.log, fault, { method: 'GET', route: '/live/*' });
    const about = { status: fault.kind.http, type: 'application/json; charset=utf-8', cacheControl: 'no-store' };
    return writeAnswer(Buffer.from(JSON.stringify(fault.toWire())), about, this.#options.shared.date());
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket;
    socket.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onError).off('close', this.#onClose);
    timeoutOf(socket)?.setTimeout(0).off('timeout', this.#onIdle);
    this.#options.onDone();
    socket.pause();
    socket.unshift(bytes);
    this.#options.handOver(socket);
    socket.resume();
  }
}

const isWritten = (answer: LiveAnswer): answer is LiveAnswer<Written> => answer.content.kind === 'bytes';

const timeoutOf = (socket: Duplex) => ('setTimeout' in socket ? (socket as Socket) : undefined);
