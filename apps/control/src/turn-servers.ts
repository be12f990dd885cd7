import { createHmac } from 'node:crypto';
import type { Clock } from '@rostrum/lifecycle';
import { Fault, type IceServer, type ParticipantId } from '@rostrum/protocol';

/** Longer than a webinar; a credential that somebody copies is of no use to them tomorrow. */
const lifeSeconds = 12 * 3600;

/**
 * A credential that a TURN server with the same secret takes until `expiresAtSeconds` (Unix time): the "TURN REST API",
 * draft-uberti-behave-turn-rest-00 section 2.2.
 */
export function turnCredential(secret: string, expiresAtSeconds: number, name: string) {
  const username = `${Math.floor(expiresAtSeconds)}:${name}`;
  return { username, credential: createHmac('sha1', secret).update(username).digest('base64') };
}

export interface TurnSettings {
  /** With commas. */
  readonly turnUrls?: string | undefined;
  readonly turnSecret?: string | undefined;
}

/** What browsers are told of the TURN servers, each with a credential of its own. */
export class TurnServers {
  readonly #urls: string[];
  readonly #secret: string;
  readonly #clock: Pick<Clock, 'now'>;

  private constructor(urls: string[], secret: string, clock: Pick<Clock, 'now'>) {
    this.#urls = urls;
    this.#secret = secret;
    this.#clock = clock;
  }

  /** @throws Fault CONFIG_INVALID when one of the two settings is there without the other */
  static create({ turnUrls, turnSecret }: TurnSettings, clock: Pick<Clock, 'now'>): TurnServers {
    if ((turnUrls === undefined) !== (turnSecret === undefined)) {
      const publicMessage = 'ROSTRUM_TURN_URLS and ROSTRUM_TURN_SECRET are set together or not at all.';
      throw new Fault('CONFIG_INVALID', { detail: publicMessage, publicMessage });
    }
    return new TurnServers(turnUrls?.split(',').map((url) => url.trim()) ?? [], turnSecret ?? '', clock);
  }

  /** The part of an answer with transports that speaks of TURN; empty when there is none. */
  answerFor(id: ParticipantId): { iceServers?: IceServer[] } {
    if (this.#urls.length === 0) return {};
    const expiresAtSeconds = this.#clock.now() / 1000 + lifeSeconds;
    return { iceServers: [{ urls: [...this.#urls], ...turnCredential(this.#secret, expiresAtSeconds, id) }] };
  }
}
