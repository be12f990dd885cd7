import {
  Nothing,
  OutputIdSchema,
  OutputSchema,
  RecordingDetailsSchema,
  RecordingIdSchema,
  Strict,
  TrimSchema,
} from '@rostrum/protocol';
import Type from 'typebox';
import type { Outputs } from '../recordings/outputs.ts';
import { presentDetails, presentOutput } from '../recordings/present-recording.ts';
import { recordingFile } from '../recordings/recording-files.ts';
import type { Recordings } from '../recordings/recordings.ts';
import type { Sharing } from '../recordings/sharing.ts';
import type { Organizer } from './organizer.ts';
import { sendRecordingFile } from './send-recording-file.ts';
import type { Server } from './server.ts';

const RecordingParams = Strict({ id: RecordingIdSchema });
const OutputParams = Strict({ id: RecordingIdSchema, output: OutputIdSchema });
const FileParams = Strict({ id: RecordingIdSchema, file: Type.String({ maxLength: 64 }) });
/** Present, with whatever value: to keep the file, not to show it. */
const FileQuery = Strict({ download: Type.Optional(Type.String({ maxLength: 8 })) });

export interface OutputRoutesDeps {
  readonly organizer: Organizer;
  readonly recordings: Recordings;
  readonly outputs: Outputs;
  readonly sharing: Pick<Sharing, 'usesOf'>;
}

/** Where a signed-in organizer's page finds a recording's files. */
const filesOf = (id: string) => `/api/recordings/${id}/files`;

/** One recording and what is made of it. */
export function addOutputRoutes(server: Server, { organizer, recordings, outputs, sharing }: OutputRoutesDeps): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };

  server.get(
    '/api/recordings/:id',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: RecordingDetailsSchema } } },
    async ({ params: { id } }) => {
      const row = await recordings.get(id);
      const uses = (await sharing.usesOf(id)).get(id);
      return presentDetails(row, { outputs: await outputs.list(id), uses, files: filesOf(id) });
    },
  );

  server.post(
    '/api/recordings/:id/retry',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: Nothing } } },
    async (request) => {
      await recordings.retry(request.params.id);
      return {};
    },
  );

  server.post(
    '/api/recordings/:id/trims',
    { ...onlyOrganizer, schema: { params: RecordingParams, body: TrimSchema, response: { 200: OutputSchema } } },
    async ({ params: { id }, body }) => presentOutput(await outputs.trim(await recordings.get(id), body), filesOf(id)),
  );

  server.post(
    '/api/recordings/:id/outputs/:output/retry',
    { ...onlyOrganizer, schema: { params: OutputParams, response: { 200: Nothing } } },
    async ({ params: { id, output } }) => {
      await outputs.retry(await recordings.get(id), output);
      return {};
    },
  );

  server.post(
    '/api/recordings/:id/outputs/:output/cancel',
    { ...onlyOrganizer, schema: { params: OutputParams, response: { 200: Nothing } } },
    async ({ params: { id, output } }) => {
      await outputs.cancel(id, output);
      return {};
    },
  );

  server.delete(
    '/api/recordings/:id/outputs/:output',
    { ...onlyOrganizer, schema: { params: OutputParams, response: { 200: Nothing } } },
    async ({ params: { id, output } }) => {
      await outputs.delete(id, output);
      return {};
    },
  );

  server.get(
    '/api/recordings/:id/files/:file',
    { ...onlyOrganizer, schema: { params: FileParams, querystring: FileQuery } },
    async (request, reply) => {
      const { id, file: name } = request.params;
      const file = recordingFile(await recordings.get(id), await outputs.list(id), name);
      const isKept = request.query.download !== undefined;
      return sendRecordingFile({ request, reply, file, isKept, files: recordings.storage });
    },
  );
}
