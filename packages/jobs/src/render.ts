import {
  ProgrammeIdSchema,
  RecordingIdSchema,
  RenderIdSchema,
  RenderOptionsSchema,
  Strict,
  WebinarIdSchema,
} from '@rostrum/protocol';
import Type from 'typebox';
import type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';

/** Makes a recording anew out of the tracks and the timeline, with other choices. Its id is the recording's and the render's. */
export const render = {
  name: 'render',
  payload: Strict({
    recordingId: RecordingIdSchema,
    renderId: RenderIdSchema,
    webinarId: WebinarIdSchema,
    programmeId: ProgrammeIdSchema,
    title: Type.String({ maxLength: 300 }),
    options: RenderOptionsSchema,
  }),
  result: Strict({
    durationSeconds: Type.Number({ minimum: 0 }),
    sizeBytes: Type.Integer({ minimum: 0 }),
    fileKey: Type.String({ minLength: 1, maxLength: 1024 }),
  }),
  attempts: 3,
  backoffMs: 2000,
  timeoutMs: 12 * 3600 * 1000,
} as const satisfies JobDefinition;

export type RenderJob = PayloadOf<typeof render>;
export type Rendered = ResultOf<typeof render>;
