import { Backoff } from '@rostrum/lifecycle';
import { parseAnswer } from '@rostrum/link';
import {
  type Announced,
  AnnouncedSchema,
  type Announcement,
  type EpochSchema,
  Fault,
  isFaultCode,
  type PartPlace,
  type PartQuery,
  type PartTaken,
  PartTakenSchema,
  type ProgrammeId,
} from '@rostrum/protocol';
import type { Static } from 'typebox';

export interface OriginClientOptions {
  /** Of the origin; with commas, of several, of which the one that answers is used. */
  readonly url: string;
  readonly token: string;
  readonly programmeId: ProgrammeId;
  readonly epoch: Static<typeof EpochSchema>;
  /** Ends every try. */
  readonly signal: AbortSignal;
}

const requestTimeoutMs = 3000;
/** An answer to what goes to storage comes when it is there. */
const storageTimeoutMs = 30_000;
/** An origin that was restarted is back within a second or two, and viewers wait. */
const longestWaitMs = 300;

/** Speaks the ingest protocol (packages/protocol/src/ingest.ts). Repeats each request until the origin has an answer. */
export class OriginClient {
  readonly #options: OriginClientOptions;
  readonly #urls: readonly string[];
  #used = 0;

  constructor(options: OriginClientOptions) {
    this.#options = options;
    this.#urls = options.url.split(',').map((url) => `${url.replace(/\/$/, '')}/ingest/${options.programmeId}`);
  }

  async announce(announcement: Announcement): Promise<Announced> {
    const response = await this.#send('PUT', '', JSON.stringify(announcement));
    return parseAnswer(AnnouncedSchema, await response.json());
  }

  async putInit(rendition: string, bytes: Buffer): Promise<void> {
    await this.#send('PUT', `/${rendition}/${this.#options.epoch}/init`, bytes);
  }

  async putPart(
    { rendition, msn, part, ...query }: PartQuery & { rendition: string; msn: number; part: number },
    bytes: Buffer,
  ): Promise<PartTaken> {
    const facts = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const response = await this.#send('PUT', `/${rendition}/${this.#options.epoch}/${msn}/${part}?${facts}`, bytes);
    return parseAnswer(PartTakenSchema, await response.json());
  }

  /** Seconds of everybody's frames, for storage alone. */
  async putTracks(index: number, bytes: Buffer): Promise<void> {
    await this.#send('PUT', `/tracks/${this.#options.epoch}/${index}`, bytes, storageTimeoutMs);
  }

  async end(next: readonly PartPlace[]): Promise<void> {
    await this.#send('POST', '/end', JSON.stringify({ epoch: this.#options.epoch, next }));
  }

  /** Tries again while the origin is away or overloaded. @throws Fault as the origin refused */
  async #send(method: string, path: string, body: string | Buffer, timeoutMs = requestTimeoutMs): Promise<Response> {
    const waits = new Backoff({ firstMs: 50, maxMs: longestWaitMs });
    for (;;) {
      this.#options.signal.throwIfAborted();
      const response = await this.#try(method, path, { body, timeoutMs });
      if (response?.ok) return response;
      if (response && response.status < 500) throw await faultOf(response);
      await response?.body?.cancel(); // Its connection is free again.
      this.#used = (this.#used + 1) % this.#urls.length;
      await new Promise((resolve) => setTimeout(resolve, waits.next()));
    }
  }

  /** Undefined when there was no answer. */
  async #try(
    method: string,
    path: string,
    { body, timeoutMs }: { body: string | Buffer; timeoutMs: number },
  ): Promise<Response | undefined> {
    const isText = typeof body === 'string';
    try {
      return await fetch(`${this.#urls[this.#used]}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#options.token}`,
          'content-type': isText ? 'application/json' : 'application/octet-stream',
        },
        body: isText ? body : new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength),
        signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch {
      return undefined; // Told by the queue that grows; the next try may get through.
    }
  }
}

async function faultOf(response: Response): Promise<Fault> {
  const answer = (await response.json().catch(() => ({}))) as { code?: unknown; message?: unknown };
  const code = isFaultCode(answer.code) ? answer.code : 'ORIGIN_UNAVAILABLE';
  return new Fault(code, { detail: `the origin answered ${response.status}` });
}
