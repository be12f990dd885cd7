import Type, { type Static } from 'typebox';
import { OutputIdSchema, ProgrammeIdSchema, RecordingIdSchema, WebinarIdSchema } from './ids.ts';
import { LanguageSchema } from './language.ts';
import { Strict } from './media.ts';
import { RecordingAccessSchema } from './recording-access-level.ts';
import { Instant } from './webinar.ts';

export const RecordingStateSchema = Type.Union([
  Type.Literal('queued'),
  Type.Literal('processing'),
  Type.Literal('ready'),
  Type.Literal('failed'),
]);
export type RecordingState = Static<typeof RecordingStateSchema>;

/** What has a name in the seek bar, from `startSeconds` to the next one or the end. The first one begins at 0. */
export const ChapterSchema = Strict({
  startSeconds: Type.Number({ minimum: 0 }),
  title: Type.String({ minLength: 1, maxLength: 200 }),
});
export type Chapter = Static<typeof ChapterSchema>;

/** Progress of a job, 0 to 1. */
const Progress = Type.Number({ minimum: 0, maximum: 1 });

/** What is made of a finished recording besides its MP4; each is one job and one or two files. */
export const OutputKindSchema = Type.Union([
  /** The sound alone, M4A, evened out to the loudness of EBU R 128. */
  Type.Literal('audio'),
  /** The pictures for the seek bar. */
  Type.Literal('thumbnails'),
  /** A part of the recording, exact to the frame. */
  Type.Literal('trim'),
]);
export type OutputKind = Static<typeof OutputKindSchema>;

export const OutputStateSchema = Type.Union([...RecordingStateSchema.anyOf, Type.Literal('cancelled')]);
export type OutputState = Static<typeof OutputStateSchema>;

/** From where to where a trim goes, in seconds of the recording. */
export const TrimSchema = Strict({
  startSeconds: Type.Number({ minimum: 0, maximum: 1e6 }),
  endSeconds: Type.Number({ minimum: 0, maximum: 1e6 }),
});
export type Trim = Static<typeof TrimSchema>;

export const OutputSchema = Strict({
  id: OutputIdSchema,
  kind: OutputKindSchema,
  state: OutputStateSchema,
  progress: Progress,
  createdAt: Instant,
  /** Of a trim. */
  trim: Type.Optional(TrimSchema),
  durationSeconds: Type.Optional(Type.Number()),
  sizeBytes: Type.Optional(Type.Integer()),
  /** Of the recording's sound before it was evened out: EBU R 128 integrated loudness, LUFS. */
  loudnessLufs: Type.Optional(Type.Number()),
  /** A sentence, when `failed`. */
  failure: Type.Optional(Type.String()),
  /** Same-origin address; present when ready. */
  downloadUrl: Type.Optional(Type.String()),
});
export type Output = Static<typeof OutputSchema>;

export const RecordingSchema = Strict({
  id: RecordingIdSchema,
  webinarId: WebinarIdSchema,
  programmeId: ProgrammeIdSchema,
  title: Type.String(),
  state: RecordingStateSchema,
  /** While processing. */
  progress: Progress,
  createdAt: Instant,
  access: RecordingAccessSchema,
  /** Visits in which it was played, the organizer's not among them. */
  views: Type.Integer({ minimum: 0 }),
  /** Files that were kept, each once in a visit; the organizer's not among them. */
  downloads: Type.Integer({ minimum: 0 }),
  durationSeconds: Type.Optional(Type.Number()),
  sizeBytes: Type.Optional(Type.Integer()),
  /** A sentence, when `failed`. */
  failure: Type.Optional(Type.String()),
  /** Same-origin addresses; present when ready. */
  downloadUrl: Type.Optional(Type.String()),
  posterUrl: Type.Optional(Type.String()),
});
export type Recording = Static<typeof RecordingSchema>;

/** What was said, as WebVTT. */
export const RecordingCaptionsSchema = Strict({ language: LanguageSchema, url: Type.String() });
export type RecordingCaptions = Static<typeof RecordingCaptionsSchema>;

/** One recording with all that a page needs to play it. */
export const RecordingDetailsSchema = Strict({
  ...RecordingSchema.properties,
  chapters: Type.Array(ChapterSchema),
  /** As WebVTT; present where there are any. */
  chaptersUrl: Type.Optional(Type.String()),
  captions: Type.Optional(RecordingCaptionsSchema),
  /** Plays in the page; present when ready. */
  playUrl: Type.Optional(Type.String()),
  /** WebVTT whose cues are parts (`#xywh`) of one picture beside it; present when made. */
  thumbnailsUrl: Type.Optional(Type.String()),
  outputs: Type.Array(OutputSchema),
});
export type RecordingDetails = Static<typeof RecordingDetailsSchema>;
