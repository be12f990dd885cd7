import { parse } from '@rostrum/link';
import { type RecordingId, RecordingIdSchema, type ShareId, ShareIdSchema } from '@rostrum/protocol';
import { signToken, verifyToken } from '@rostrum/service';
import Type from 'typebox';
import type { ShareRow } from '../store/tables.ts';
import type { Grant } from './grant.ts';

/** Longer than anybody leaves a player open; what it opens is looked up with each request. */
const passLifeSeconds = 24 * 3600;

const PassClaims = Type.Object({
  sub: RecordingIdSchema,
  grant: Type.Enum(['host', 'presenter', 'viewer', 'share', 'none']),
  visit: Type.String({ minLength: 1, maxLength: 64 }),
  share: Type.Optional(ShareIdSchema),
});

const ShareClaims = Type.Object({ sub: ShareIdSchema, recording: RecordingIdSchema });

/** Somebody's visit to one recording, and by what they were let in. */
export interface Pass {
  readonly recordingId: RecordingId;
  readonly grant: Grant;
  readonly visit: string;
  readonly share?: ShareId | undefined;
}

/** Makes and reads the tokens of shares, and of visits. */
export class Passes {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** The same one each time. */
  share({ id, recordingId, createdAt, expiresAt }: ShareRow): Promise<string> {
    const expiresInSeconds = Math.ceil((expiresAt.getTime() - createdAt.getTime()) / 1000);
    return signToken(this.#secret, {
      ...{ audience: 'share', subject: id, issuedAt: createdAt, expiresInSeconds, claims: { recording: recordingId } },
    });
  }

  /** @throws Fault TOKEN_INVALID or TOKEN_EXPIRED */
  async readShare(token: string): Promise<{ share: ShareId; recordingId: RecordingId }> {
    const payload = await verifyToken(this.#secret, token, 'share');
    const { sub, recording } = parse(ShareClaims, payload, 'TOKEN_INVALID');
    return { share: sub, recordingId: recording };
  }

  sign({ recordingId, ...claims }: Pass): Promise<string> {
    return signToken(this.#secret, {
      ...{ audience: 'recording', subject: recordingId, expiresInSeconds: passLifeSeconds, claims },
    });
  }

  /** @throws Fault TOKEN_INVALID or TOKEN_EXPIRED */
  async read(token: string): Promise<Pass> {
    const payload = await verifyToken(this.#secret, token, 'recording');
    const { sub, grant, visit, share } = parse(PassClaims, payload, 'TOKEN_INVALID');
    return { recordingId: sub, grant, visit, share };
  }
}
