import { RateLimit } from '@rostrum/link';
import { CuesSchema, CuesTakenSchema, Fault, type WebinarId } from '@rostrum/protocol';
import type { Links } from '../links.ts';
import type { OriginClient } from '../rooms/origin-client.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import type { Server } from './server.ts';

export interface CaptionRoutesDeps {
  readonly links: Links;
  readonly webinars: WebinarStore;
  readonly origin: OriginClient;
}

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
  server.post(
    '/api/captions',
    {
      bodyLimit: maxBytes,
      // Before the body is read.
      onRequest: async (request) => assertRate(await links.readCaptions(request.headers.authorization)),
      schema: { body: CuesSchema, response: { 200: CuesTakenSchema } },
    },
    async (request) => {
      const row = await webinars.get(await links.readCaptions(request.headers.authorization));
      if (row.state === 'ended') throw new Fault('WEBINAR_ENDED');
      if (!row.programmeId) throw new Fault('WEBINAR_NOT_LIVE');
      return origin.addCues(row.programmeId, request.body);
    },
  );
}
