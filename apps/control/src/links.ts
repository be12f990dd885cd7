import { parse } from '@rostrum/link';
import type { CaptionAccess, Role, WebinarId, WebinarLinks } from '@rostrum/protocol';
import { RoleSchema } from '@rostrum/protocol';
import { signToken, verifyBearer, verifyToken } from '@rostrum/service';
import Type from 'typebox';
import type { WebinarRow } from './store/tables.ts';

/** A webinar's links work this long after it was created. */
const linkLifeSeconds = 366 * 24 * 3600;

const LinkClaims = Type.Object({
  role: RoleSchema,
  /** May join over plain RTP: synthetic presenters. */
  plain: Type.Optional(Type.Boolean()),
});

export interface LinkRights {
  readonly webinarId: WebinarId;
  readonly role: Role;
  readonly plain: boolean;
}

/** Makes and reads the links that carry a role: the token is in the fragment, which no server log ever sees. */
export class Links {
  readonly #secret: string;
  readonly #publicUrl: string;

  constructor({ secret, publicUrl }: { secret: string; publicUrl: string }) {
    this.#secret = secret;
    this.#publicUrl = publicUrl.replace(/\/$/, '');
  }

  async of(row: Pick<WebinarRow, 'id' | 'createdAt'>): Promise<WebinarLinks> {
    const [host, presenter, viewer] = await Promise.all([
      this.#link(row, { role: 'host' }),
      this.#link(row, { role: 'presenter' }),
      this.#link(row, { role: 'viewer' }),
    ]);
    return { host, presenter, viewer };
  }

  /** For a synthetic presenter, which sends plain RTP. */
  synthetic(row: Pick<WebinarRow, 'id' | 'createdAt'>): Promise<string> {
    return this.#link(row, { role: 'presenter', plain: true });
  }

  /** Where cues are posted; nothing for a webinar without captions. */
  async captions({
    id,
    createdAt,
    captionLanguage: language,
  }: Pick<WebinarRow, 'id' | 'createdAt' | 'captionLanguage'>): Promise<{ captions?: CaptionAccess }> {
    if (language === null) return {};
    const token = await signToken(this.#secret, {
      audience: 'captions',
      subject: id,
      issuedAt: createdAt,
      expiresInSeconds: linkLifeSeconds,
    });
    return { captions: { language, url: `${this.#publicUrl}/api/captions`, token } };
  }

  /** The webinar that the token of `captions` is for. @throws Fault TOKEN_INVALID or TOKEN_EXPIRED */
  async readCaptions(authorization: string | undefined): Promise<WebinarId> {
    return (await verifyBearer(this.#secret, authorization, 'captions')).sub as WebinarId;
  }

  /** @throws Fault TOKEN_INVALID or TOKEN_EXPIRED */
  async read(token: string): Promise<LinkRights> {
    const payload = await verifyToken(this.#secret, token, 'link');
    const { role, plain = false } = parse(LinkClaims, payload, 'TOKEN_INVALID');
    return { webinarId: payload.sub as WebinarId, role, plain };
  }

  async #link(
    { id, createdAt }: Pick<WebinarRow, 'id' | 'createdAt'>,
    claims: { role: Role; plain?: true },
  ): Promise<string> {
    const token = await signToken(this.#secret, {
      audience: 'link',
      subject: id,
      issuedAt: createdAt,
      expiresInSeconds: linkLifeSeconds,
      claims,
    });
    return `${this.#publicUrl}/${claims.role === 'viewer' ? 'watch' : 'studio'}#${token}`;
  }
}
