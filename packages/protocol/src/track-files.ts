import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { SourceSchema, Strict } from './media.ts';
import { Instant } from './webinar.ts';

/** One presenter's source as one file, as it arrived; a mute is a gap. */
export const TrackFileSchema = Strict({
  participantId: ParticipantIdSchema,
  name: Type.String(),
  source: SourceSchema,
  codec: Type.Union([Type.Literal('vp8'), Type.Literal('h264'), Type.Literal('opus')]),
  /** Program date time of its beginning; also in the file. */
  startsAt: Instant,
  /** From the programme's beginning to the file's, seconds; also in the file. */
  offsetSeconds: Type.Number(),
  durationSeconds: Type.Number({ minimum: 0 }),
  sizeBytes: Type.Integer({ minimum: 0 }),
  /** `camera.webm` and the like, after a number. */
  fileName: Type.String({ pattern: '^[a-z0-9.-]{1,64}$' }),
});
export type TrackFileFacts = Static<typeof TrackFileSchema>;

export const RecordedPersonSchema = Strict({ id: ParticipantIdSchema, name: Type.String() });
export type RecordedPerson = Static<typeof RecordedPersonSchema>;

export const TrackFilesSchema = Strict({
  /** Whether there is anything to make them of; only then can the recording be made anew, too. */
  recorded: Type.Boolean(),
  /** Who was on the stage, in order of joining. */
  people: Type.Array(RecordedPersonSchema),
  state: Type.Union([Type.Literal('none'), Type.Literal('processing'), Type.Literal('ready'), Type.Literal('failed')]),
  /** Empty until they are ready; downloaded at `…/tracks/{fileName}`. */
  tracks: Type.Array(TrackFileSchema),
  /** A sentence, when `failed`. */
  failure: Type.Optional(Type.String()),
});
export type TrackFiles = Static<typeof TrackFilesSchema>;
