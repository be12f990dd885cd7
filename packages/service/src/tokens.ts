import { Fault } from '@rostrum/protocol';
import { decodeJwt, errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';

/**
 * What a token is for. A token of one audience is refused by all others:
 * `service` another process of ours · `link` a role in a webinar, in a link · `session` one person's visit ·
 * `sign-in` the printed link · `organizer` the organizer's cookie · `watch` a programme's playlists · `ingest` a mixer's parts ·
 * `captions` a webinar's cues · `share` a link to a recording · `recording` a visit to one.
 */
export type Audience =
  | 'service'
  | 'link'
  | 'session'
  | 'sign-in'
  | 'organizer'
  | 'watch'
  | 'ingest'
  | 'captions'
  | 'share'
  | 'recording';

export interface TokenOptions {
  readonly audience: Audience;
  readonly subject: string;
  readonly expiresInSeconds: number;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Default now. A fixed time makes a fixed token. */
  readonly issuedAt?: Date;
}

const key = (secret: string) => new TextEncoder().encode(secret);

/** A signed token, JWS compact serialization with HS256 (RFC 7515, RFC 7519). */
export function signToken(
  secret: string,
  { audience, subject, expiresInSeconds, claims = {}, issuedAt = new Date() }: TokenOptions,
): Promise<string> {
  const now = Math.floor(issuedAt.getTime() / 1000);
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresInSeconds)
    .sign(key(secret));
}

export type Verified = JWTPayload & { sub: string };

/** @throws Fault TOKEN_EXPIRED, or TOKEN_INVALID for whatever else is wrong */
export async function verifyToken(secret: string, token: string, audience: Audience): Promise<Verified> {
  try {
    const { payload } = await jwtVerify(token, key(secret), {
      audience,
      algorithms: ['HS256'],
      requiredClaims: ['sub', 'exp'],
    });
    return payload as Verified;
  } catch (cause) {
    throw new Fault(cause instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID', { cause });
  }
}

/** What a token says it is for; only `verifyToken` knows whether that is true. @throws Fault TOKEN_INVALID */
export function claimedAudience(token: string): string | undefined {
  try {
    const { aud } = decodeJwt(token);
    return typeof aud === 'string' ? aud : undefined;
  } catch (cause) {
    throw new Fault('TOKEN_INVALID', { cause });
  }
}

/** For requests and links between our own processes; short-lived, since it is made anew for each. */
export const signServiceToken = (secret: string, subject: string): Promise<string> =>
  signToken(secret, { audience: 'service', subject, expiresInSeconds: 60 });

/** The token of `Authorization: Bearer`, checked. */
export async function verifyBearer(secret: string, header: string | undefined, audience: Audience): Promise<Verified> {
  const match = /^Bearer ([\w.~+/=-]{1,4096})$/.exec(header ?? '');
  if (!match?.[1]) throw new Fault('TOKEN_INVALID', { detail: 'no bearer token' });
  return verifyToken(secret, match[1], audience);
}
