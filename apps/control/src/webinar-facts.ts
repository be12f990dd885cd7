import type { ProgrammeId, ProgrammePlayback, WebinarFacts } from '@rostrum/protocol';
import { signToken } from '@rostrum/service';
import type { WebinarRow } from './store/tables.ts';

/**
 * An open page is told the newest address by its socket (see `renewEveryMs` of rooms.ts), so this has to outlast a control
 * that is away, not a webinar. A new address comes at half of its life.
 */
const watchLifeSeconds = 3600;

/** Addresses of programmes at the origin, with the token in the path that lets a player in. */
export class Playback {
  readonly #secret: string;
  readonly #originPublicUrl: string;
  readonly #known = new Map<ProgrammeId, { url: string; madeAtMs: number }>();

  constructor({ secret, originPublicUrl }: { secret: string; originPublicUrl: string }) {
    this.#secret = secret;
    this.#originPublicUrl = originPublicUrl.replace(/\/$/, '');
  }

  async url(programmeId: ProgrammeId): Promise<string> {
    const known = this.#known.get(programmeId);
    // All viewers share a token for half of its life: an edge asks about each once.
    if (known && Date.now() - known.madeAtMs < (watchLifeSeconds * 1000) / 2) return known.url;
    const token = await signToken(this.#secret, {
      audience: 'watch',
      subject: programmeId,
      expiresInSeconds: watchLifeSeconds,
    });
    const url = `${this.#originPublicUrl}/live/${token}/${programmeId}/index.m3u8`;
    this.#known.set(programmeId, { url, madeAtMs: Date.now() });
    return url;
  }
}

export async function webinarFacts(row: WebinarRow, playback: Playback): Promise<WebinarFacts> {
  const { id, title, description, timeZone, state } = row;
  const programme = await programmeOf(row, playback);
  return {
    id,
    title,
    description,
    startsAt: row.startsAt.toISOString(),
    timeZone,
    state,
    ...(row.recordsTracks ? { recordsTracks: true } : {}),
    ...(programme ? { programme } : {}),
  };
}

async function programmeOf(row: WebinarRow, playback: Playback): Promise<ProgrammePlayback | undefined> {
  if (!row.programmeId || !row.liveAt || row.hasNoReplay) return undefined;
  return {
    id: row.programmeId,
    url: await playback.url(row.programmeId),
    startedAt: row.liveAt.toISOString(),
    ...(row.endedAt ? { endedAt: row.endedAt.toISOString() } : {}),
  };
}
