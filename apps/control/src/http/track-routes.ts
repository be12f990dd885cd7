import { RecordingIdSchema, Strict, TrackFileSchema, TrackFilesSchema } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';
import type { TrackExports } from '../recordings/track-exports.ts';
import type { Organizer } from './organizer.ts';
import { sendFile } from './send-file.ts';
import type { Server } from './server.ts';

export interface TrackRoutesDeps {
  readonly organizer: Organizer;
  readonly trackExports: TrackExports;
  readonly recordings: { readonly storage: Storage };
}

const RecordingParams = Strict({ id: RecordingIdSchema });
const FileParams = Strict({ id: RecordingIdSchema, file: TrackFileSchema.properties.fileName });

export function addTrackRoutes(server: Server, { organizer, trackExports, recordings }: TrackRoutesDeps): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };
  const answers = { schema: { params: RecordingParams, response: { 200: TrackFilesSchema } } };

  server.get('/api/recordings/:id/tracks', { ...onlyOrganizer, ...answers }, (request) =>
    trackExports.get(request.params.id),
  );

  server.post('/api/recordings/:id/tracks', { ...onlyOrganizer, ...answers }, (request) =>
    trackExports.request(request.params.id),
  );

  server.get(
    '/api/recordings/:id/tracks/:file',
    { ...onlyOrganizer, schema: { params: FileParams } },
    async (request, reply) => {
      const { id, file } = request.params;
      const key = await trackExports.file(id, file);
      const contentType = file.endsWith('.mp4') ? 'video/mp4' : 'video/webm';
      return sendFile({ request, reply, files: recordings.storage, key, contentType, downloadAs: file });
    },
  );
}
