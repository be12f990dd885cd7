import { JoinedSchema, JoinSchema } from '@rostrum/protocol';
import type { Links } from '../links.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { Sessions } from '../sessions.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { type Playback, webinarFacts } from '../webinar-facts.ts';
import { regionOf } from './region-of.ts';
import type { Server } from './server.ts';

export interface JoinRoutesDeps {
  readonly links: Links;
  readonly sessions: Sessions;
  readonly webinars: WebinarStore;
  readonly playback: Playback;
  readonly roomCalls: RoomCalls;
  /** Of this process. */
  readonly region: string;
  readonly regionHeader?: string | undefined;
}

export function addJoinRoutes(
  server: Server,
  { links, sessions, webinars, playback, roomCalls, region, regionHeader }: JoinRoutesDeps,
): void {
  server.post('/api/join', { schema: { body: JoinSchema, response: { 200: JoinedSchema } } }, async (request) => {
    const rights = await links.read(request.body.token);
    const row = await webinars.get(rights.webinarId);
    const { token, session, earlier } = await sessions.open(rights, {
      earlierToken: request.body.session,
      region: regionOf({ asked: request.body.region, headers: request.headers, header: regionHeader, own: region }),
    });
    if (earlier) await roomCalls.assertNotRemoved(row.id, earlier);
    return {
      session: token,
      participantId: session.participantId,
      role: session.role,
      webinar: await webinarFacts(row, playback),
    };
  });
}
