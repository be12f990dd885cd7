import { ProgrammeIdSchema, RecordingIdSchema, Strict, TrackFileSchema } from '@rostrum/protocol';
import Type from 'typebox';
import type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';

/** Makes one file of each presenter's source. Its id is the recording's. */
export const exportTracks = {
  name: 'export-tracks',
  payload: Strict({ recordingId: RecordingIdSchema, programmeId: ProgrammeIdSchema }),
  result: Strict({ tracks: Type.Array(TrackFileSchema) }),
  attempts: 3,
  backoffMs: 2000,
  timeoutMs: 6 * 3600 * 1000,
} as const satisfies JobDefinition;

export type ExportTracks = PayloadOf<typeof exportTracks>;
export type ExportedTracks = ResultOf<typeof exportTracks>;
