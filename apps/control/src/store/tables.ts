import type {
  Branding,
  Chapter,
  OutputId,
  OutputKind,
  OutputState,
  ProgrammeId,
  RecordingAccess,
  RecordingId,
  RecordingState,
  RenderOptions,
  RetentionRule,
  ShareId,
  StandbyPolicy,
  Trim,
  WebinarId,
  WebinarState,
} from '@rostrum/protocol';
import { bigint, boolean, doublePrecision, jsonb, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

export const webinars = pgTable('webinars', {
  id: text('id').$type<WebinarId>().primaryKey(),
  title: text('title').notNull(),
  description: text('description').notNull(),
  startsAt: instant('starts_at').notNull(),
  timeZone: text('time_zone').notNull(),
  state: text('state').$type<WebinarState>().notNull(),
  programmeId: text('programme_id').$type<ProgrammeId>(),
  liveAt: instant('live_at'),
  endedAt: instant('ended_at'),
  createdAt: instant('created_at').notNull(),
  /** What differs from the defaults; null: nothing. */
  branding: jsonb('branding').$type<Partial<Branding>>(),
  /** Null: no captions. */
  captionLanguage: text('caption_language'),
  /** Each source of its programme is kept separately, too. */
  recordsTracks: boolean('records_tracks').notNull().default(false),
  /** When it was put into the bin; null: it is not there. */
  deletedAt: instant('deleted_at'),
  /** What is kept of its recordings; null: what the rule of all says. */
  retention: jsonb('retention').$type<RetentionRule>(),
  /** Its recording was deleted, or is not for the audience: then nobody watches its programme any more. */
  hasNoReplay: boolean('has_no_replay').notNull().default(false),
  /** What its room keeps ready for the death of an SFU node; null: what the setting of this deployment says. */
  standby: text('standby').$type<StandbyPolicy>(),
});
export type WebinarRow = typeof webinars.$inferSelect;

export const recordings = pgTable('recordings', {
  id: text('id').$type<RecordingId>().primaryKey(),
  webinarId: text('webinar_id').$type<WebinarId>().notNull(),
  programmeId: text('programme_id').$type<ProgrammeId>().notNull(),
  title: text('title').notNull(),
  state: text('state').$type<RecordingState>().notNull(),
  progress: doublePrecision('progress').notNull(),
  createdAt: instant('created_at').notNull(),
  durationSeconds: doublePrecision('duration_seconds'),
  sizeBytes: bigint('size_bytes', { mode: 'number' }),
  failure: text('failure'),
  fileKey: text('file_key'),
  posterKey: text('poster_key'),
  chapters: jsonb('chapters').$type<Chapter[]>(),
  /** Of the captions beside the MP4; null: there are none. */
  captionLanguage: text('caption_language'),
  access: text('access').$type<RecordingAccess>().notNull().default('registered'),
  /** When it was put into the bin; null: it is not there. */
  deletedAt: instant('deleted_at'),
});
export type RecordingRow = typeof recordings.$inferSelect;

/** What is made of a finished recording besides its MP4. */
export const recordingOutputs = pgTable('recording_outputs', {
  id: text('id').$type<OutputId>().primaryKey(),
  recordingId: text('recording_id').$type<RecordingId>().notNull(),
  kind: text('kind').$type<OutputKind>().notNull(),
  /** What it is, in full: asked for twice, it is one output. */
  outputKey: text('output_key').notNull(),
  trim: jsonb('trim').$type<Trim>(),
  state: text('state').$type<OutputState>().notNull(),
  progress: doublePrecision('progress').notNull(),
  createdAt: instant('created_at').notNull(),
  durationSeconds: doublePrecision('duration_seconds'),
  sizeBytes: bigint('size_bytes', { mode: 'number' }),
  loudnessLufs: doublePrecision('loudness_lufs'),
  failure: text('failure'),
  fileKey: text('file_key'),
});
export type OutputRow = typeof recordingOutputs.$inferSelect;

/** Links to recordings that were not withdrawn. */
export const recordingShares = pgTable('recording_shares', {
  id: text('id').$type<ShareId>().primaryKey(),
  recordingId: text('recording_id').$type<RecordingId>().notNull(),
  createdAt: instant('created_at').notNull(),
  expiresAt: instant('expires_at').notNull(),
});
export type ShareRow = typeof recordingShares.$inferSelect;

/** What visitors did with a recording: each thing once in a visit. */
export const recordingUses = pgTable(
  'recording_uses',
  {
    recordingId: text('recording_id').$type<RecordingId>().notNull(),
    kind: text('kind').$type<'view' | 'download'>().notNull(),
    /** With the file's name behind it when it was kept. */
    visit: text('visit').notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.kind, table.visit] })],
);

export const renders = pgTable(
  'renders',
  {
    /** Of the options: the same wish has the same id. */
    id: text('id').notNull(),
    recordingId: text('recording_id').$type<RecordingId>().notNull(),
    options: jsonb('options').$type<RenderOptions>().notNull(),
    state: text('state').$type<RecordingState>().notNull(),
    progress: doublePrecision('progress').notNull(),
    createdAt: instant('created_at').notNull(),
    durationSeconds: doublePrecision('duration_seconds'),
    sizeBytes: bigint('size_bytes', { mode: 'number' }),
    failure: text('failure'),
    fileKey: text('file_key'),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.id] })],
);
export type RenderRow = typeof renders.$inferSelect;

/** Sign-in links that were used: each works once. */
export const usedSignInLinks = pgTable('used_sign_in_links', {
  id: text('id').primaryKey(),
  usedAt: instant('used_at').notNull(),
});
