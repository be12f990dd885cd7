import { parseAnswer } from '@rostrum/link';
import {
  type Cues,
  type CuesTaken,
  CuesTakenSchema,
  ErrorAnswerSchema,
  Fault,
  type ProgrammeId,
} from '@rostrum/protocol';
import { signToken } from '@rostrum/service';

/** As long as a webinar can last. */
const ingestLifeSeconds = 24 * 3600;
/** Newer than that of any mixer: a programme that is over is over for all of them. */
export const lastEpoch = 1_000_000_000;

/** What a room asks of the origin: a mixer's access to it, and the end of a programme that no mixer can end. */
export class OriginClient {
  readonly #secret: string;
  readonly #url: string;

  /** @param url with commas, those of several origins, of which the one that answers is used */
  constructor({ secret, url }: { secret: string; url: string }) {
    this.#secret = secret;
    this.#url = url;
  }

  async access(programmeId: ProgrammeId, epoch: number): Promise<{ url: string; token: string }> {
    const token = await signToken(this.#secret, {
      audience: 'ingest',
      subject: programmeId,
      expiresInSeconds: ingestLifeSeconds,
      claims: { epoch },
    });
    return { url: this.#url, token };
  }

  /** @throws Fault ORIGIN_UNAVAILABLE */
  async end(programmeId: ProgrammeId, epoch: number): Promise<void> {
    const { token } = await this.access(programmeId, epoch);
    let response: Response | undefined;
    let cause: unknown;
    for (const url of this.#urls) {
      try {
        response = await post(`${url}/ingest/${programmeId}/end`, { token, body: { epoch }, withinMs: 10_000 });
        break;
      } catch (error) {
        cause = error; // The next one may answer.
      }
    }
    if (!response) throw new Fault('ORIGIN_UNAVAILABLE', { cause });
    // A programme of which no part ever came is unknown there: there is nothing to end.
    if (!response.ok && response.status !== 404)
      throw new Fault('ORIGIN_UNAVAILABLE', { detail: `status ${response.status}` });
  }

  /** Whether a part that this epoch has made can be played. Never fails: an origin that is away has none. */
  async isPlaying(programmeId: ProgrammeId, epoch: number): Promise<boolean> {
    const facts = { audience: 'watch', subject: programmeId, expiresInSeconds: 60 } as const;
    const token = await signToken(this.#secret, facts);
    for (const url of this.#urls) {
      const playlist = await fetch(`${url}/live/${token}/${programmeId}/video/media.m3u8`, {
        signal: AbortSignal.timeout(1000),
      }).then(
        async (response) => (response.ok ? response.text() : ''),
        () => '',
      );
      if (partsOf(epoch).test(playlist)) return true;
    }
    return false;
  }

  /** To the origin that a mixer sends the programme to. @throws Fault as it refused, or ORIGIN_UNAVAILABLE */
  async addCues(programmeId: ProgrammeId, cues: Cues): Promise<CuesTaken> {
    const { token } = await this.access(programmeId, lastEpoch);
    let cause: unknown;
    for (const url of this.#urls) {
      const path = `${url}/ingest/${programmeId}/captions`;
      try {
        const response = await post(path, { token, body: cues, withinMs: 3000 });
        const answer: unknown = await response.json();
        if (response.ok) return parseAnswer(CuesTakenSchema, answer, 'ORIGIN_UNAVAILABLE');
        cause = Fault.fromWire(parseAnswer(ErrorAnswerSchema, answer, 'ORIGIN_UNAVAILABLE'));
      } catch (error) {
        cause = error;
        continue; // The next one may answer.
      }
      // Another one may have the programme.
      if (cause instanceof Fault && !cause.kind.retry && cause.code !== 'PROGRAMME_NOT_FOUND') throw cause;
    }
    if (cause instanceof Fault && cause.code === 'TOO_FAST') throw cause;
    throw new Fault('ORIGIN_UNAVAILABLE', { cause });
  }

  get #urls(): string[] {
    return this.#url.split(',').map((url) => url.replace(/\/$/, ''));
  }
}

/** A Partial Segment's line, with the name that carries the epoch: packages/hls. */
const partsOf = (epoch: number) => new RegExp(`^#EXT-X-PART:.*URI="${epoch}-`, 'm');

const post = (url: string, { token, body, withinMs }: { token: string; body: unknown; withinMs: number }) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(withinMs),
  });
