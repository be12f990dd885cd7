import { parse } from '@rostrum/link';
import {
  newId,
  type ParticipantId,
  ParticipantIdSchema,
  RegionSchema,
  RoleSchema,
  WebinarIdSchema,
} from '@rostrum/protocol';
import { signToken, verifyToken } from '@rostrum/service';
import Type from 'typebox';
import type { LinkRights } from './links.ts';

const sessionLifeSeconds = 7 * 24 * 3600;

const SessionClaims = Type.Object({
  sub: ParticipantIdSchema,
  webinarId: WebinarIdSchema,
  role: RoleSchema,
  plain: Type.Boolean(),
  region: Type.Optional(RegionSchema),
});

export interface Session extends LinkRights {
  readonly participantId: ParticipantId;
  /** Where they said they are. */
  readonly region?: string | undefined;
}

/** One person's visits to one webinar with one browser: who they are, and what their link allowed. */
export class Sessions {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /**
   * A session with the link's rights; the identity of an earlier session of the same webinar and role is kept.
   * `earlier`: who this browser was in the webinar, whatever the role.
   */
  async open(
    rights: LinkRights,
    { earlierToken, region }: { earlierToken?: string | undefined; region?: string | undefined },
  ): Promise<{ token: string; session: Session; earlier: ParticipantId | undefined }> {
    const read = earlierToken === undefined ? undefined : await this.read(earlierToken).catch(() => undefined); // Too old: a new person.
    const known = read?.webinarId === rights.webinarId ? read : undefined;
    const participantId = known?.role === rights.role ? known.participantId : newId('participant');
    const token = await signToken(this.#secret, {
      audience: 'session',
      subject: participantId,
      expiresInSeconds: sessionLifeSeconds,
      claims: { ...rights, ...(region === undefined ? {} : { region }) },
    });
    return { token, session: { ...rights, participantId, region }, earlier: known?.participantId };
  }

  /** @throws Fault TOKEN_INVALID or TOKEN_EXPIRED */
  async read(token: string): Promise<Session> {
    const payload = await verifyToken(this.#secret, token, 'session');
    const { sub, webinarId, role, plain, region } = parse(SessionClaims, payload, 'TOKEN_INVALID');
    return { participantId: sub, webinarId, role, plain, region };
  }
}
