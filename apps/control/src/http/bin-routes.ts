import { BinSchema, Nothing, RecordingIdSchema, Strict, WebinarIdSchema } from '@rostrum/protocol';
import type { Bin } from '../recordings/bin.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface BinRoutesDeps {
  readonly organizer: Organizer;
  readonly bin: Bin;
  readonly roomCalls: RoomCalls;
}

const RecordingParams = Strict({ id: RecordingIdSchema });
const WebinarParams = Strict({ id: WebinarIdSchema });

/** What was deleted, and its way back. */
export function addBinRoutes(server: Server, { organizer, bin, roomCalls }: BinRoutesDeps): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };
  const binned = ({ title, deletedAt }: { title: string; deletedAt: Date | null }) => {
    const at = deletedAt ?? new Date();
    return { title, deletedAt: at.toISOString(), goneAt: bin.goneAt(at).toISOString() };
  };

  server.get('/api/bin', { ...onlyOrganizer, schema: { response: { 200: BinSchema } } }, async () => {
    const { recordings, webinars } = await bin.list();
    const deletedWebinars = new Set(webinars.map(({ id }) => id));
    return {
      // Those of a deleted webinar come back with it.
      recordings: recordings
        .filter(({ webinarId }) => !deletedWebinars.has(webinarId))
        .map(({ id, webinarId, durationSeconds, ...row }) => {
          const length = durationSeconds === null ? {} : { durationSeconds };
          return { id, webinarId, ...binned(row), ...length };
        }),
      webinars: webinars.map(({ id, ...row }) => ({ id, ...binned(row) })),
    };
  });

  server.post(
    '/api/recordings/:id/restore',
    { ...onlyOrganizer, schema: { params: RecordingParams, response: { 200: Nothing } } },
    async (request) => {
      const { webinarId } = await bin.restoreRecording(request.params.id);
      await roomCalls.refresh(webinarId);
      return {};
    },
  );

  server.post(
    '/api/webinars/:id/restore',
    { ...onlyOrganizer, schema: { params: WebinarParams, response: { 200: Nothing } } },
    async (request) => {
      await bin.restoreWebinar(request.params.id);
      return {};
    },
  );
}
