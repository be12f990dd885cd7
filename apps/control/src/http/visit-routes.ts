import { Nothing, OpenRecordingSchema, RecordingVisitSchema, Strict } from '@rostrum/protocol';
import Type from 'typebox';
import type { Outputs } from '../recordings/outputs.ts';
import { recordingFile } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Visits } from '../recordings/visits.ts';
import { AddressLimits } from './rate-limits.ts';
import { sendRecordingFile } from './send-recording-file.ts';
import type { Server } from './server.ts';

export interface VisitRoutesDeps {
  readonly recordings: Recordings;
  readonly outputs: Outputs;
  readonly visits: Visits;
}

const PassParams = Strict({ pass: Type.String({ maxLength: 2048 }) });
const FileParams = Strict({ pass: Type.String({ maxLength: 2048 }), file: Type.String({ maxLength: 64 }) });
/** Present, with whatever value: to keep the file, not to show it. */
const FileQuery = Strict({ download: Type.Optional(Type.String({ maxLength: 8 })) });

/** Visits that one address begins each second, on average: a class that opens the same link at once gets in. */
const visitsPerSecond = 10;

/** Recordings for those who may see them and are not the organizer. */
export function addVisitRoutes(server: Server, { recordings, outputs, visits }: VisitRoutesDeps): void {
  const limits = new AddressLimits(visitsPerSecond);

  server.post(
    '/api/visits',
    { schema: { body: OpenRecordingSchema, response: { 200: RecordingVisitSchema } } },
    async (request) => {
      limits.take(request);
      return visits.open(request.body);
    },
  );

  server.post(
    '/api/visits/:pass/views',
    { schema: { params: PassParams, response: { 200: Nothing } } },
    async (request) => {
      await visits.viewed(request.params.pass);
      return {};
    },
  );

  server.get(
    '/api/visits/:pass/files/:file',
    { schema: { params: FileParams, querystring: FileQuery } },
    async (request, reply) => {
      const { pass, recording } = await visits.read(request.params.pass);
      const made = (await outputs.list(recording.id)).filter(({ kind }) => kind !== 'trim');
      const file = recordingFile(recording, made, request.params.file);
      const isKept = request.query.download !== undefined;
      // A download that is resumed, or fetched in pieces, has its beginning once.
      if (isKept && request.method === 'GET' && /^bytes=0-|^$/.test(request.headers.range ?? '')) {
        await visits.downloaded(pass, request.params.file);
      }
      return sendRecordingFile({ request, reply, file, isKept, files: recordings.storage });
    },
  );
}
