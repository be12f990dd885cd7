import Type, { type Static } from 'typebox';
import { EpochSchema, Strict } from './media.ts';

/**
 * What a mixer tells the origin. All under `/ingest/{programmeId}`, with `Authorization: Bearer` and a token for that
 * programme and epoch:
 *
 *     PUT  /ingest/{programmeId}                                   announcement, JSON
 *     PUT  /ingest/{programmeId}/{rendition}/{epoch}/init          the Media Initialization Section, bytes
 *     PUT  /ingest/{programmeId}/{rendition}/{epoch}/{msn}/{part}  a Partial Segment, bytes; its facts in the query
 *     POST /ingest/{programmeId}/end                               no more will come, JSON
 *
 * A second PUT of the same thing is answered like the first (the mixer repeats what was not acknowledged).
 */
export const RenditionNameSchema = Type.String({ pattern: '^[a-z0-9]{1,16}$' });

export const RenditionSchema = Type.Union([
  Strict({
    name: RenditionNameSchema,
    kind: Type.Literal('video'),
    /** RFC 6381. */
    codecs: Type.String({ maxLength: 64 }),
    bandwidthBitsPerSecond: Type.Integer({ minimum: 1 }),
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
    frameRate: Type.Number({ exclusiveMinimum: 0 }),
  }),
  Strict({
    name: RenditionNameSchema,
    kind: Type.Literal('audio'),
    codecs: Type.String({ maxLength: 64 }),
    bandwidthBitsPerSecond: Type.Integer({ minimum: 1 }),
    channels: Type.Integer({ minimum: 1 }),
  }),
]);
export type Rendition = Static<typeof RenditionSchema>;

export const AnnouncementSchema = Strict({
  epoch: EpochSchema,
  /** EXT-X-TARGETDURATION of every rendition. */
  targetDurationSeconds: Type.Integer({ minimum: 1, maximum: 10 }),
  /** Upper bound of a part's duration for video; audio parts may be one AAC frame longer. */
  partTargetSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 5 }),
  renditions: Type.Array(RenditionSchema, { minItems: 1, maxItems: 8 }),
});
export type Announcement = Static<typeof AnnouncementSchema>;

/** The origin's answer to an announcement: where the next segment's number goes on after an earlier epoch. */
export const AnnouncedSchema = Strict({ nextMsn: Type.Integer({ minimum: 0 }) });
export type Announced = Static<typeof AnnouncedSchema>;

/** Query of a part's PUT. Booleans are 0 or 1. */
export const PartQuerySchema = Strict({
  durationSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 10 }),
  independent: Type.Union([Type.Literal(0), Type.Literal(1)]),
  /** The last part of its segment: the segment is complete, and kept. */
  last: Type.Union([Type.Literal(0), Type.Literal(1)]),
  /** Wall clock of capture of the part's first sample, milliseconds since 1970 (EXT-X-PROGRAM-DATE-TIME). */
  programDateTimeMs: Type.Number({ minimum: 0 }),
});
export type PartQuery = Static<typeof PartQuerySchema>;

export const EndSchema = Strict({ epoch: EpochSchema });
