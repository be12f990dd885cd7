import { OutputIdSchema, type OutputKind, RecordingIdSchema, Strict, TrimSchema } from '@rostrum/protocol';
import Type, { type Static } from 'typebox';
import type { JobDefinition } from './job-definition.ts';

const Key = Type.String({ minLength: 1, maxLength: 1024 });

/** What every output is made of. */
const source = {
  outputId: OutputIdSchema,
  recordingId: RecordingIdSchema,
  /** The recording's MP4. */
  fileKey: Key,
  /** Goes into the file. */
  title: Type.String({ maxLength: 300 }),
};

const OutputResult = Strict({
  fileKey: Key,
  sizeBytes: Type.Integer({ minimum: 0 }),
  durationSeconds: Type.Number({ minimum: 0 }),
  /** Of the recording's sound as it was, LUFS. */
  loudnessLufs: Type.Optional(Type.Number()),
});
export type MadeOutput = Static<typeof OutputResult>;

const patience = { attempts: 4, backoffMs: 2000, timeoutMs: 2 * 3600 * 1000 } as const;

/** The sound alone, evened out to the loudness of EBU R 128. Every output's job has the output's id. */
export const makeAudio = {
  name: 'make-audio',
  payload: Strict(source),
  result: OutputResult,
  ...patience,
} as const satisfies JobDefinition;

/** The pictures for the seek bar, in one picture, and the WebVTT that says where in it each is. */
export const makeThumbnails = {
  name: 'make-thumbnails',
  payload: Strict(source),
  result: OutputResult,
  ...patience,
} as const satisfies JobDefinition;

/** A part of a recording, exact to the frame. */
export const trimRecording = {
  name: 'trim-recording',
  payload: Strict({ ...source, trim: TrimSchema }),
  result: OutputResult,
  ...patience,
} as const satisfies JobDefinition;

/** Which job makes which output. */
export const outputJobs = {
  audio: makeAudio,
  thumbnails: makeThumbnails,
  trim: trimRecording,
} as const satisfies Record<OutputKind, JobDefinition>;
