import { Nothing, RoomCallSchema, Strict, WebinarIdSchema } from '@rostrum/protocol';
import { verifyBearer } from '@rostrum/service';
import type { Links } from '../links.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { WebinarRow } from '../store/tables.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface InternalRoutesDeps {
  readonly secret: string;
  readonly publicUrl: string;
  readonly organizer: Organizer;
  readonly webinars: WebinarStore;
  readonly links: Links;
  readonly roomCalls: RoomCalls;
}

const RoomParams = Strict({ id: WebinarIdSchema });

/** For processes of ours, with a service token: the links that the start prints, and what the owner of a room is asked. */
export function addInternalRoutes(server: Server, deps: InternalRoutesDeps): void {
  const { secret, webinars, roomCalls } = deps;
  const onlyService = {
    preValidation: async (request: { headers: { authorization?: string | undefined } }) =>
      void (await verifyBearer(secret, request.headers.authorization, 'service')),
  };

  server.post('/api/internal/bootstrap', onlyService, async () => {
    const known = (await webinars.list()).find((row) => row.state !== 'ended');
    return answer(deps, known ?? (await createNow(webinars, 'My first webinar')));
  });

  server.post('/api/internal/demo', onlyService, async () => {
    const live = (await webinars.list()).find((row) => row.state === 'live' && row.title === demoTitle);
    const row = live ?? (await createNow(webinars, demoTitle));
    if (!live) await roomCalls.goLive(row.id);
    return answer(deps, row);
  });

  server.post(
    '/api/internal/rooms/:id',
    { ...onlyService, schema: { params: RoomParams, body: RoomCallSchema, response: { 200: Nothing } } },
    async (request) => {
      await roomCalls.answer(request.params.id, request.body);
      return {};
    },
  );
}

const demoTitle = 'Demo: three synthetic presenters';

function createNow(webinars: WebinarStore, title: string): Promise<WebinarRow> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return webinars.create({ title, startsAt: new Date().toISOString(), timeZone });
}

async function answer({ publicUrl, organizer, links }: InternalRoutesDeps, row: WebinarRow) {
  const { host, presenter, viewer } = await links.of(row);
  return {
    homeUrl: `${publicUrl.replace(/\/$/, '')}/`,
    signInUrl: await organizer.signInUrl(),
    webinar: {
      title: row.title,
      hostUrl: host,
      presenterUrl: presenter,
      viewerUrl: viewer,
      syntheticUrl: await links.synthetic(row),
    },
  };
}
