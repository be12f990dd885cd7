import { randomBytes } from 'node:crypto';
import { newId, type ProgrammeId } from '@rostrum/protocol';
import { signToken } from '@rostrum/service';
import { stamp } from './wall-clock.ts';

export const partMs = 1000 / 3;
export const partsPerSegment = 6;
/** 300 kbit/s, the lowest rung of a ladder: the loopback of one machine carries five thousand of it, and no more. */
export const partBytes = 12_500;

const announcement = {
  epoch: 1,
  targetDurationSeconds: 2,
  partTargetSeconds: 0.33334,
  renditions: [
    {
      name: 'v240',
      kind: 'video',
      codecs: 'avc1.42c01f',
      bandwidthBitsPerSecond: 300_000,
      width: 426,
      height: 240,
      frameRate: 30,
    },
  ],
};

/** A mixer's traffic without a mixer: parts of random bytes at their pace, each with the moment it was offered. */
export class Feed {
  readonly programmeId: ProgrammeId = newId('programme');
  readonly #url: string;
  readonly #token: string;
  readonly #startedAtMs = Date.now();
  /** Parts that the origin has taken. */
  taken = 0;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(url: string, token: string, programmeId: ProgrammeId) {
    this.#url = `${url}/ingest/${programmeId}`;
    this.#token = token;
    this.programmeId = programmeId;
  }

  static async open(originUrl: string, secret: string): Promise<Feed> {
    const programmeId = newId('programme');
    const about = { audience: 'ingest', subject: programmeId, expiresInSeconds: 3600, claims: { epoch: 1 } } as const;
    const feed = new Feed(originUrl, await signToken(secret, about), programmeId);
    await feed.#send('PUT', '', JSON.stringify(announcement));
    await feed.#send('PUT', '/v240/1/init', randomBytes(800));
    feed.#running = feed.#run();
    return feed;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let place = 0; !this.#isClosed; place += 1) {
      const dueMs = this.#startedAtMs + place * partMs - Date.now();
      if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
      const [msn, part] = [Math.floor(place / partsPerSegment), place % partsPerSegment];
      const query = new URLSearchParams({
        durationSeconds: `${partMs / 1000}`,
        independent: part === 0 ? '1' : '0',
        last: part === partsPerSegment - 1 ? '1' : '0',
        programDateTimeMs: `${this.#startedAtMs + place * partMs}`,
      });
      await this.#send('PUT', `/v240/1/${msn}/${part}?${query}`, stamp(randomBytes(partBytes)));
      this.taken = place + 1;
    }
  }

  async #send(method: string, path: string, body: string | Buffer): Promise<void> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
      },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    if (!response.ok) throw new Error(`the origin answered ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
  }
}
