import {
  AccessChangeSchema,
  NewShareSchema,
  Nothing,
  RecordingIdSchema,
  ShareIdSchema,
  ShareSchema,
  SharingSchema,
  Strict,
} from '@rostrum/protocol';
import type { Recordings } from '../recordings/recordings.ts';
import type { Sharing } from '../recordings/sharing.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface SharingRoutesDeps {
  readonly organizer: Organizer;
  readonly recordings: Recordings;
  readonly sharing: Sharing;
  readonly roomCalls: RoomCalls;
}

const RecordingParams = Strict({ id: RecordingIdSchema });
const ShareParams = Strict({ id: RecordingIdSchema, share: ShareIdSchema });

/** Who may see a recording. */
export function addSharingRoutes(
  server: Server,
  { organizer, recordings, sharing, roomCalls }: SharingRoutesDeps,
): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };

  server.get(
    '/api/recordings/:id/sharing',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: SharingSchema } } },
    async (request) => sharing.of(await recordings.get(request.params.id)),
  );

  server.patch(
    '/api/recordings/:id/sharing',
    {
      ...onlyOrganizer,
      schema: { params: RecordingParams, body: AccessChangeSchema, response: { 200: SharingSchema } },
    },
    async ({ params: { id }, body }) => {
      const row = await sharing.setAccess(id, body.access);
      await roomCalls.refresh(row.webinarId);
      return sharing.of(row);
    },
  );

  server.post(
    '/api/recordings/:id/shares',
    { ...onlyOrganizer, schema: { params: RecordingParams, body: NewShareSchema, response: { 200: ShareSchema } } },
    async ({ params: { id }, body }) => sharing.share((await recordings.get(id)).id, body),
  );

  server.delete(
    '/api/recordings/:id/shares/:share',
    { ...onlyOrganizer, schema: { params: ShareParams, response: { 200: Nothing } } },
    async ({ params: { id, share } }) => {
      await sharing.withdraw(id, share);
      return {};
    },
  );
}
