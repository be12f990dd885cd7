import { verifyBearer } from '@rostrum/service';
import type { Links } from '../links.ts';
import type { Rooms } from '../rooms/rooms.ts';
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
  readonly rooms: Rooms;
}

/** For the process that starts us, with a service token: the links that it prints. */
export function addInternalRoutes(server: Server, deps: InternalRoutesDeps): void {
  const { secret, webinars, rooms } = deps;
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
    if (!live) await (await rooms.get(row.id)).goLive('system');
    return answer(deps, row);
  });
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
