import { Backoff } from '@rostrum/lifecycle';
import { parse } from '@rostrum/link';
import {
  type Announced,
  AnnouncedSchema,
  type Announcement,
  type EpochSchema,
  Fault,
  isFaultCode,
  type PartQuery,
  type ProgrammeId,
} from '@rostrum/protocol';
import type { Static } from 'typebox';

export interface OriginClientOptions {
  readonly url: string;
  readonly token: string;
  readonly programmeId: ProgrammeId;
  readonly epoch: Static<typeof EpochSchema>;
  /** Ends every try. */
  readonly signal: AbortSignal;
}

const requestTimeoutMs = 5000;

/** Speaks the ingest protocol (packages/protocol/src/ingest.ts). Repeats each request until the origin has an answer. */
export class OriginClient {
  readonly #options: OriginClientOptions;
  readonly #base: string;

  constructor(options: OriginClientOptions) {
    this.#options = options;
    this.#base = `${options.url.replace(/\/$/, '')}/ingest/${options.programmeId}`;
  }

  async announce(announcement: Announcement): Promise<Announced> {
    const response = await this.#send('PUT', '', JSON.stringify(announcement));
    return parse(AnnouncedSchema, await response.json());
  }

  async putInit(rendition: string, bytes: Buffer): Promise<void> {
    await this.#send('PUT', `/${rendition}/${this.#options.epoch}/init`, bytes);
  }

  async putPart(
    { rendition, msn, part, ...query }: PartQuery & { rendition: string; msn: number; part: number },
    bytes: Buffer,
  ): Promise<void> {
    const facts = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    await this.#send('PUT', `/${rendition}/${this.#options.epoch}/${msn}/${part}?${facts}`, bytes);
  }

  async end(): Promise<void> {
    await this.#send('POST', '/end', JSON.stringify({ epoch: this.#options.epoch }));
  }

  /** Tries again while the origin is away or overloaded. @throws Fault as the origin refused */
  async #send(method: string, path: string, body: string | Buffer): Promise<Response> {
    const waits = new Backoff({ firstMs: 50, maxMs: 1000 });
    for (;;) {
      this.#options.signal.throwIfAborted();
      const response = await this.#try(method, path, body);
      if (response?.ok) return response;
      if (response && response.status < 500) throw await faultOf(response);
      await response?.body?.cancel(); // Its connection is free again.
      await new Promise((resolve) => setTimeout(resolve, waits.next()));
    }
  }

  /** Undefined when there was no answer. */
  async #try(method: string, path: string, body: string | Buffer): Promise<Response | undefined> {
    const isText = typeof body === 'string';
    try {
      return await fetch(`${this.#base}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${this.#options.token}`,
          'content-type': isText ? 'application/json' : 'application/octet-stream',
        },
        body: isText ? body : new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength),
        signal: AbortSignal.any([this.#options.signal, AbortSignal.timeout(requestTimeoutMs)]),
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
