import { Fault, Nothing, RecordingIdSchema, RecordingListSchema, Strict, WebinarIdSchema } from '@rostrum/protocol';
import Type from 'typebox';
import type { Bin } from '../recordings/bin.ts';
import { presentRecording } from '../recordings/present-recording.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Sharing } from '../recordings/sharing.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { Organizer } from './organizer.ts';
import { sendFile } from './send-file.ts';
import type { Server } from './server.ts';

const RecordingParams = Strict({ id: RecordingIdSchema });
const RecordingQuery = Strict({ webinar: Type.Optional(WebinarIdSchema) });

export interface RecordingRoutesDeps {
  readonly organizer: Organizer;
  readonly recordings: Recordings;
  readonly bin: Bin;
  readonly sharing: Pick<Sharing, 'usesOf'>;
  readonly roomCalls: RoomCalls;
}

export function addRecordingRoutes(
  server: Server,
  { organizer, recordings, bin, sharing, roomCalls }: RecordingRoutesDeps,
): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };

  server.get(
    '/api/recordings',
    { ...onlyOrganizer, schema: { querystring: RecordingQuery, response: { 200: RecordingListSchema } } },
    async (request) => {
      const rows = await recordings.list(request.query.webinar);
      const uses = await sharing.usesOf();
      return { recordings: rows.map((row) => presentRecording(row, uses.get(row.id))) };
    },
  );

  server.delete(
    '/api/recordings/:id',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: Nothing } } },
    async (request) => {
      const { webinarId } = await bin.putRecording(request.params.id);
      await roomCalls.refresh(webinarId);
      return {};
    },
  );

  server.get(
    '/api/recordings/:id/download',
    { ...onlyOrganizer, schema: { params: RecordingParams } },
    async (request, reply) => {
      const { fileKey, title } = await recordings.get(request.params.id);
      if (!fileKey) throw new Fault('RECORDING_NOT_READY');
      return sendFile({
        request,
        reply,
        files: recordings.storage,
        key: fileKey,
        contentType: 'video/mp4',
        downloadAs: `${title}.mp4`,
      });
    },
  );

  server.get(
    '/api/recordings/:id/poster',
    { ...onlyOrganizer, schema: { params: RecordingParams } },
    async (request, reply) => {
      const { posterKey } = await recordings.get(request.params.id);
      if (!posterKey) throw new Fault('RECORDING_NOT_READY');
      return sendFile({ request, reply, files: recordings.storage, key: posterKey, contentType: 'image/jpeg' });
    },
  );
}
