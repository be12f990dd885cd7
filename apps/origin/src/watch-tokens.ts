import { Fault } from '@rostrum/protocol';
import { verifyToken } from '@rostrum/service';

const maxKnown = 10_000;

interface Verified {
  readonly programmeId: string;
  readonly expiresAtMs: number;
}

/** The tokens in players' addresses. All viewers of a webinar share one, so one that was checked is remembered. */
export class WatchTokens {
  readonly #secret: string;
  readonly #known = new Map<string, Verified>();

  constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * At once for a token that was seen before.
   * @returns how long it lets in, in milliseconds
   * @throws Fault TOKEN_INVALID, TOKEN_EXPIRED
   */
  check(token: string, programmeId: string): number | Promise<number> {
    const known = this.#known.get(token);
    return known ? leftMs(known, programmeId) : this.#verify(token).then((verified) => leftMs(verified, programmeId));
  }

  async #verify(token: string): Promise<Verified> {
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

function leftMs({ programmeId, expiresAtMs }: Verified, of: string): number {
  const left = expiresAtMs - Date.now();
  if (left <= 0) throw new Fault('TOKEN_EXPIRED');
  if (programmeId !== of) throw new Fault('TOKEN_INVALID', { detail: 'a token for another programme' });
  return left;
}
