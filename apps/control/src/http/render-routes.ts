import {
  Fault,
  Nothing,
  RecordingIdSchema,
  type Render,
  RenderIdSchema,
  RenderListSchema,
  RenderOptionsSchema,
  RenderSchema,
  Strict,
} from '@rostrum/protocol';
import type { Recordings } from '../recordings/recordings.ts';
import type { Renders } from '../recordings/renders.ts';
import type { RenderRow } from '../store/tables.ts';
import type { Organizer } from './organizer.ts';
import { sendFile } from './send-file.ts';
import type { Server } from './server.ts';

export interface RenderRoutesDeps {
  readonly organizer: Organizer;
  readonly renders: Renders;
  readonly recordings: Pick<Recordings, 'storage' | 'get'>;
}

const RecordingParams = Strict({ id: RecordingIdSchema });
const RenderParams = Strict({ id: RecordingIdSchema, render: RenderIdSchema });

const presentRender = (row: RenderRow): Render => ({
  id: row.id,
  options: row.options,
  state: row.state,
  progress: row.progress,
  createdAt: row.createdAt.toISOString(),
  ...(row.durationSeconds === null ? {} : { durationSeconds: row.durationSeconds }),
  ...(row.sizeBytes === null ? {} : { sizeBytes: row.sizeBytes }),
  ...(row.failure === null ? {} : { failure: row.failure }),
  ...(row.state === 'ready' ? { downloadUrl: `/api/recordings/${row.recordingId}/renders/${row.id}/download` } : {}),
});

export function addRenderRoutes(server: Server, { organizer, renders, recordings }: RenderRoutesDeps): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };

  server.get(
    '/api/recordings/:id/renders',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: RenderListSchema } } },
    async (request) => ({ renders: (await renders.list(request.params.id)).map(presentRender) }),
  );

  server.post(
    '/api/recordings/:id/renders',
    {
      ...onlyOrganizer,
      schema: { params: RecordingParams, body: RenderOptionsSchema, response: { 200: RenderSchema } },
    },
    async (request) => presentRender(await renders.request(request.params.id, request.body)),
  );

  server.get(
    '/api/recordings/:id/renders/:render',
    { ...onlyOrganizer, schema: { params: RenderParams, response: { 200: RenderSchema } } },
    async (request) => presentRender(await renders.get(refOf(request.params))),
  );

  server.delete(
    '/api/recordings/:id/renders/:render',
    { ...onlyOrganizer, schema: { params: RenderParams, response: { 200: Nothing } } },
    async (request) => {
      await renders.delete(refOf(request.params));
      return {};
    },
  );

  server.get(
    '/api/recordings/:id/renders/:render/download',
    { ...onlyOrganizer, schema: { params: RenderParams } },
    async (request, reply) => {
      const { fileKey, id } = await renders.get(refOf(request.params));
      const { title } = await recordings.get(request.params.id);
      if (!fileKey) throw new Fault('RECORDING_NOT_READY');
      const file = {
        files: recordings.storage,
        key: fileKey,
        contentType: 'video/mp4',
        downloadAs: `${title}, version ${id.slice(0, 4)}.mp4`,
      };
      return sendFile({ request, reply, ...file });
    },
  );
}

const refOf = ({ id, render }: { id: RenderRow['recordingId']; render: string }) => ({ recordingId: id, id: render });
