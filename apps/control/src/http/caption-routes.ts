import { RateLimit } from '@rostrum/link';
import { CuesSchema, CuesTakenSchema, Fault, toFault, type WebinarId } from '@rostrum/protocol';
import type { Links } from '../links.ts';
import type { OriginClient } from '../rooms/origin-client.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import type { Server } from './server.ts';

export interface CaptionRoutesDeps {
  readonly links: Links;
  readonly webinars: WebinarStore;
  readonly origin: OriginClient;
}

type Broadcast = Pick<Awaited<ReturnType<WebinarStore['get']>>, 'state' | 'programmeId'>;

/** Requests of one webinar each second, on average; somebody who types makes one every two seconds. */
const perSecond = 10;
const maxWebinars = 1000;
/** Fifty cues of four hundred characters, each four bytes. */
const maxBytes = 128 * 1024;

/** Cues from whoever writes a webinar's captions: docs/captions.md. Any control process can take them. */
export function addCaptionRoutes(server: Server, { links, webinars, origin }: CaptionRoutesDeps): void {
  const limits = new Map<WebinarId, RateLimit>();
  const assertRate = (id: WebinarId) => {
    if (limits.size > maxWebinars) limits.clear();
    const limit = limits.get(id) ?? new RateLimit(perSecond);
    limits.set(id, limit);
    if (!limit.take()) throw new Fault('TOO_FAST');
  };
  const rows = lastKnown(webinars);
  server.post(
    '/api/captions',
    {
      bodyLimit: maxBytes,
      // Before the body is read.
      onRequest: async (request) => assertRate(await links.readCaptions(request.headers.authorization)),
      schema: { body: CuesSchema, response: { 200: CuesTakenSchema } },
    },
    async (request) => {
      const row = await rows(await links.readCaptions(request.headers.authorization));
      if (row.state === 'ended') throw new Fault('WEBINAR_ENDED');
      if (!row.programmeId) throw new Fault('WEBINAR_NOT_LIVE');
      return origin.addCues(row.programmeId, request.body);
    },
  );
}

/** What the database says of a webinar, and what it said last while it is away: what is live goes on, and is captioned. */
function lastKnown(webinars: WebinarStore): (id: WebinarId) => Promise<Broadcast> {
  const known = new Map<WebinarId, Broadcast>();
  return async (id) => {
    try {
      const { state, programmeId } = await webinars.get(id);
      if (known.size > maxWebinars) known.clear();
      known.set(id, { state, programmeId });
      return { state, programmeId };
    } catch (error) {
      const last = known.get(id);
      if (last && toFault(error).code === 'DATABASE_UNAVAILABLE') return last;
      throw error;
    }
  };
}
