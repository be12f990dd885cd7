import '@fastify/cookie';
import { randomUUID } from 'node:crypto';
import { Fault } from '@rostrum/protocol';
import { signToken, verifyToken } from '@rostrum/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SignInLinks } from '../store/sign-in-links.ts';

const cookieName = 'rostrum_organizer';
const cookieLifeSeconds = 30 * 24 * 3600;
const signInLifeSeconds = 24 * 3600;

export interface OrganizerOptions {
  readonly secret: string;
  readonly publicUrl: string;
  readonly signInLinks: SignInLinks;
}

/** Who may make webinars: whoever signed in with the link that the server printed. */
export class Organizer {
  readonly #options: OrganizerOptions;

  constructor(options: OrganizerOptions) {
    this.#options = options;
  }

  /** A link that signs one browser in, once. */
  async signInUrl(): Promise<string> {
    const { secret, publicUrl } = this.#options;
    const token = await signToken(secret, {
      audience: 'sign-in',
      subject: randomUUID(),
      expiresInSeconds: signInLifeSeconds,
    });
    return `${publicUrl.replace(/\/$/, '')}/sign-in#${token}`;
  }

  /** @throws Fault TOKEN_INVALID, TOKEN_EXPIRED or SIGN_IN_LINK_USED */
  async signIn(token: string, reply: FastifyReply): Promise<void> {
    const { secret, publicUrl, signInLinks } = this.#options;
    const { sub } = await verifyToken(secret, token, 'sign-in');
    if (!(await signInLinks.use(sub))) throw new Fault('SIGN_IN_LINK_USED');
    const cookie = await signToken(secret, {
      audience: 'organizer',
      subject: sub,
      expiresInSeconds: cookieLifeSeconds,
    });
    reply.setCookie(cookieName, cookie, {
      path: '/api',
      httpOnly: true,
      // The browser leaves it out of requests that another site makes, so no other site can act for the organizer.
      sameSite: 'strict',
      secure: publicUrl.startsWith('https:'),
      maxAge: cookieLifeSeconds,
    });
  }

  /** Nothing happens without the cookie: another site's page can send the request, but not the cookie with it. */
  signOut(request: FastifyRequest, reply: FastifyReply): void {
    if (request.cookies[cookieName] !== undefined) reply.clearCookie(cookieName, { path: '/api' });
  }

  async isSignedIn(request: FastifyRequest): Promise<boolean> {
    return this.assertSignedIn(request).then(
      () => true,
      () => false,
    );
  }

  /** @throws Fault SIGN_IN_REQUIRED */
  async assertSignedIn(request: FastifyRequest): Promise<void> {
    const cookie = request.cookies[cookieName];
    if (cookie === undefined) throw new Fault('SIGN_IN_REQUIRED');
    await verifyToken(this.#options.secret, cookie, 'organizer').catch((cause: unknown) => {
      throw new Fault('SIGN_IN_REQUIRED', { cause });
    });
  }
}
