import {
  Fault,
  NewWebinarSchema,
  Nothing,
  Strict,
  type Webinar,
  type WebinarChange,
  WebinarChangeSchema,
  WebinarIdSchema,
  WebinarListSchema,
  WebinarSchema,
} from '@rostrum/protocol';
import { captionTrack } from '../caption-track.ts';
import type { Links } from '../links.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { WebinarRow } from '../store/tables.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import { type Playback, webinarFacts } from '../webinar-facts.ts';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface WebinarRoutesDeps {
  readonly organizer: Organizer;
  readonly webinars: WebinarStore;
  readonly links: Links;
  readonly playback: Playback;
  readonly roomCalls: RoomCalls;
}

const WebinarParams = Strict({ id: WebinarIdSchema });

/** The year 10 000: from there on an instant is written in another way, and the database has none before some year either. */
const endOfTimeMs = Date.UTC(10_000, 0);

/** What a schema cannot say: a title of blanks is none, the instant must exist, the zone be one that this runtime knows. */
function assertMeaning({ title, startsAt, timeZone, captionLanguage }: WebinarChange): void {
  if (captionLanguage) captionTrack(captionLanguage);
  if (title?.trim() === '') throw new Fault('FIELD_INVALID', { publicMessage: 'The title is missing.' });
  if (startsAt !== undefined && !(Date.parse(startsAt) >= 0 && Date.parse(startsAt) < endOfTimeMs)) {
    throw new Fault('FIELD_INVALID', { publicMessage: 'The start time does not exist. Choose another one.' });
  }
  if (timeZone === undefined) return;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new Fault('FIELD_INVALID', { publicMessage: 'The time zone is not known. Choose one from the list.', cause });
  }
}

export function addWebinarRoutes(server: Server, deps: WebinarRoutesDeps): void {
  const { organizer, webinars, links, playback, roomCalls } = deps;
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };
  const present = async (row: WebinarRow): Promise<Webinar> => ({
    ...(await webinarFacts(row, playback)),
    links: await links.of(row),
    ...(await links.captions(row)),
    ...(row.retention ? { retention: row.retention } : {}),
    ...(row.standby ? { standby: row.standby } : {}),
  });

  server.get('/api/webinars', { ...onlyOrganizer, schema: { response: { 200: WebinarListSchema } } }, async () => ({
    webinars: await Promise.all((await webinars.list()).map(present)),
  }));

  server.post(
    '/api/webinars',
    { ...onlyOrganizer, schema: { body: NewWebinarSchema, response: { 200: WebinarSchema } } },
    async (request) => {
      assertMeaning(request.body);
      return present(await webinars.create(request.body));
    },
  );

  server.get(
    '/api/webinars/:id',
    { ...onlyOrganizer, schema: { params: WebinarParams, response: { 200: WebinarSchema } } },
    async (request) => present(await webinars.get(request.params.id)),
  );

  server.patch(
    '/api/webinars/:id',
    {
      ...onlyOrganizer,
      schema: { params: WebinarParams, body: WebinarChangeSchema, response: { 200: WebinarSchema } },
    },
    async (request) => {
      assertMeaning(request.body);
      const row = await webinars.change(request.params.id, request.body);
      await roomCalls.refresh(row.id);
      return present(row);
    },
  );

  server.delete(
    '/api/webinars/:id',
    { ...onlyOrganizer, schema: { params: WebinarParams, response: { 200: Nothing } } },
    async (request) => {
      await roomCalls.delete(request.params.id);
      return {};
    },
  );
}
