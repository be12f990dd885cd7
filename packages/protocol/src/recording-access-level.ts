import Type, { type Static } from 'typebox';

/** Who may see a recording besides the organizer; each one more people than the one before it. */
export const RecordingAccessSchema = Type.Union([
  /** Who has the webinar's host link. */
  Type.Literal('host'),
  /** Also who has its presenter link. */
  Type.Literal('presenters'),
  /** Also who has its viewer link; only they see the replay there. */
  Type.Literal('registered'),
  /** Anybody who knows its address. */
  Type.Literal('public'),
]);
export type RecordingAccess = Static<typeof RecordingAccessSchema>;
