import { ChapterSchema, LanguageSchema, ProgrammeIdSchema, RecordingIdSchema, Strict } from '@rostrum/protocol';
import Type from 'typebox';
import type { JobDefinition, PayloadOf, ResultOf } from './job-definition.ts';

const Key = Type.String({ minLength: 1, maxLength: 1024 });

/** Turns the kept segments of a programme that has ended into one MP4 and a poster picture. Its id is the recording's. */
export const finishRecording = {
  name: 'finish-recording',
  payload: Strict({
    recordingId: RecordingIdSchema,
    programmeId: ProgrammeIdSchema,
    /** Goes into the file. */
    title: Type.String({ maxLength: 300 }),
  }),
  result: Strict({
    durationSeconds: Type.Number({ minimum: 0 }),
    sizeBytes: Type.Integer({ minimum: 0 }),
    fileKey: Key,
    posterKey: Key,
    /** Absent in what was made before there were any. */
    chapters: Type.Optional(Type.Array(ChapterSchema)),
    /** Of the captions beside the MP4, where the programme had any. */
    captionLanguage: Type.Optional(LanguageSchema),
  }),
  attempts: 5,
  backoffMs: 2000,
  timeoutMs: 2 * 3600 * 1000,
} as const satisfies JobDefinition;

export type FinishRecording = PayloadOf<typeof finishRecording>;
export type FinishedRecording = ResultOf<typeof finishRecording>;
