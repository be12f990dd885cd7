import { Fault } from '@rostrum/protocol';
import { verifyToken } from '@rostrum/service';

const maxKnown = 10_000;

/** The tokens in players' addresses. All viewers of a webinar share one, so one that was checked is remembered. */
export class WatchTokens {
  readonly #secret: string;
  readonly #known = new Map<string, { readonly programmeId: string; readonly expiresAtMs: number }>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns how long it lets in, in milliseconds. @throws Fault TOKEN_INVALID, TOKEN_EXPIRED */
  async check(token: string, programmeId: string): Promise<number> {
    const known = this.#known.get(token) ?? (await this.#verify(token));
    const leftMs = known.expiresAtMs - Date.now();
    if (leftMs <= 0) throw new Fault('TOKEN_EXPIRED');
    if (known.programmeId !== programmeId)
      throw new Fault('TOKEN_INVALID', { detail: 'a token for another programme' });
    return leftMs;
  }

  async #verify(token: string): Promise<{ readonly programmeId: string; readonly expiresAtMs: number }> {
    const { sub, exp = 0 } = await verifyToken(this.#secret, token, 'watch');
    const verified = { programmeId: sub, expiresAtMs: exp * 1000 };
    // A map is in order of insertion: the first is the oldest.
    if (this.#known.size >= maxKnown)
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    this.#known.set(token, verified);
    return verified;
  }
}
