import Type, { type Static } from 'typebox';
import { RecordingIdSchema, ShareIdSchema } from './ids.ts';
import { Strict } from './media.ts';
import { ChapterSchema, RecordingCaptionsSchema } from './recording.ts';
import { RecordingAccessSchema } from './recording-access-level.ts';
import { Instant } from './webinar.ts';

const Token = Type.String({ minLength: 1, maxLength: 4096 });

/** A link that lets anybody who has it see one recording, until it expires or is withdrawn. */
export const ShareSchema = Strict({
  id: ShareIdSchema,
  url: Type.String({ maxLength: 8192 }),
  createdAt: Instant,
  expiresAt: Instant,
});
export type Share = Static<typeof ShareSchema>;

/** Who may see a recording, as the organizer decides it. */
export const SharingSchema = Strict({
  access: RecordingAccessSchema,
  /** Its address: enough for everybody when it is public; others need a link's token behind it. */
  url: Type.String({ maxLength: 8192 }),
  /** Those that still work, newest first. */
  shares: Type.Array(ShareSchema),
});
export type Sharing = Static<typeof SharingSchema>;

export const AccessChangeSchema = Strict({ access: RecordingAccessSchema });
export type AccessChange = Static<typeof AccessChangeSchema>;

export const NewShareSchema = Strict({ days: Type.Integer({ minimum: 1, maximum: 366 }) });
export type NewShare = Static<typeof NewShareSchema>;

/** How somebody who is not the organizer asks to see a recording. */
export const OpenRecordingSchema = Strict({
  /** Absent: the recording of the webinar whose link it is. */
  recordingId: Type.Optional(RecordingIdSchema),
  /** Of a share, or of a webinar's link. Absent: as anybody. */
  token: Type.Optional(Token),
  /** What this browser was given before: it is the same visit then. */
  pass: Type.Optional(Token),
});
export type OpenRecording = Static<typeof OpenRecordingSchema>;

/** A file that a visitor may keep. */
export const DownloadSchema = Strict({
  kind: Type.Union([Type.Literal('programme'), Type.Literal('audio'), Type.Literal('captions')]),
  /** Same-origin address. */
  url: Type.String(),
  sizeBytes: Type.Optional(Type.Integer()),
});
export type Download = Static<typeof DownloadSchema>;

/** A recording as somebody sees it who may look at it and keep it, and nothing else. */
export const RecordingVisitSchema = Strict({
  recordingId: RecordingIdSchema,
  /** Opens the files; looked at again with each of them. */
  pass: Token,
  title: Type.String(),
  createdAt: Instant,
  durationSeconds: Type.Optional(Type.Number()),
  chapters: Type.Array(ChapterSchema),
  captions: Type.Optional(RecordingCaptionsSchema),
  playUrl: Type.String(),
  posterUrl: Type.Optional(Type.String()),
  thumbnailsUrl: Type.Optional(Type.String()),
  downloads: Type.Array(DownloadSchema),
});
export type RecordingVisit = Static<typeof RecordingVisitSchema>;
