import { createHmac } from 'node:crypto';
import type { Clock } from '@rostrum/lifecycle';
import { Fault, type IceServer, type ParticipantId } from '@rostrum/protocol';

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
  readonly turnLifeSeconds: number;
}

/** What browsers are told of the TURN servers, each with a credential of its own. */
export class TurnServers {
  readonly #urls: string[];
  readonly #secret: string;
  readonly #lifeSeconds: number;
  readonly #clock: Pick<Clock, 'now'>;

  private constructor(settings: { urls: string[]; secret: string; lifeSeconds: number }, clock: Pick<Clock, 'now'>) {
    this.#urls = settings.urls;
    this.#secret = settings.secret;
    this.#lifeSeconds = settings.lifeSeconds;
    this.#clock = clock;
  }

  /** @throws Fault CONFIG_INVALID when one of the two settings is there without the other */
  static create({ turnUrls, turnSecret, turnLifeSeconds }: TurnSettings, clock: Pick<Clock, 'now'>): TurnServers {
    if ((turnUrls === undefined) !== (turnSecret === undefined)) {
      const publicMessage = 'ROSTRUM_TURN_URLS and ROSTRUM_TURN_SECRET are set together or not at all.';
      throw new Fault('CONFIG_INVALID', { detail: publicMessage, publicMessage });
    }
    const urls = turnUrls?.split(',').map((url) => url.trim()) ?? [];
    return new TurnServers({ urls, secret: turnSecret ?? '', lifeSeconds: turnLifeSeconds }, clock);
  }

  /** The part of an answer that speaks of TURN, with a new credential; empty when there is none. */
  answerFor(id: ParticipantId): { iceServers?: IceServer[] } {
    if (this.#urls.length === 0) return {};
    const expiresAtSeconds = this.#clock.now() / 1000 + this.#lifeSeconds;
    return { iceServers: [{ urls: [...this.#urls], ...turnCredential(this.#secret, expiresAtSeconds, id) }] };
  }
}
