import Type, { type Static } from 'typebox';
import { CaptionTrackSchema } from './captions.ts';
import { EpochSchema, Strict } from './media.ts';

/**
 * What a mixer tells the origin. All under `/ingest/{programmeId}`, with `Authorization: Bearer` and a token for that
 * programme and epoch:
 *
 *     PUT  /ingest/{programmeId}                                   announcement, JSON
 *     PUT  /ingest/{programmeId}/{rendition}/{epoch}/init          the Media Initialization Section, bytes
 *     PUT  /ingest/{programmeId}/{rendition}/{epoch}/{msn}/{part}  a Partial Segment, bytes; its facts in the query
 *     PUT  /ingest/{programmeId}/tracks/{epoch}/{index}            seconds of everybody's frames as they came, bytes
 *     POST /ingest/{programmeId}/end                               no more will come, JSON
 *     POST /ingest/{programmeId}/captions                          cues, JSON (from control; the token's epoch does not count)
 *
 * The first sample of an epoch has media time 0, in every rendition: captions are laid on it.
 *
 * A second PUT of the same thing is answered like the first (the mixer repeats what was not acknowledged).
 *
 * An origin that was restarted, or another one at its address, knows what is in storage. It refuses a part that does not
 * follow with PART_OUT_OF_ORDER, or PROGRAMME_NOT_FOUND; the mixer then announces the same epoch again with `resume`, and sends
 * from where the answer says. So it holds every part until the origin has said that its segment is kept.
 */
export const captionsRendition = 'captions';
export const RenditionNameSchema = Type.String({ pattern: '^[a-z0-9]{1,16}$' });

const Bandwidths = {
  /** The most that a segment takes, as EXT-X-STREAM-INF's BANDWIDTH. */
  bandwidthBitsPerSecond: Type.Integer({ minimum: 1 }),
  /** Over many segments, as AVERAGE-BANDWIDTH. */
  averageBandwidthBitsPerSecond: Type.Optional(Type.Integer({ minimum: 1 })),
};

export const RenditionSchema = Type.Union([
  Strict({
    name: RenditionNameSchema,
    kind: Type.Literal('video'),
    /** RFC 6381. */
    codecs: Type.String({ maxLength: 64 }),
    ...Bandwidths,
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
    frameRate: Type.Number({ exclusiveMinimum: 0 }),
  }),
  Strict({
    name: RenditionNameSchema,
    kind: Type.Literal('audio'),
    codecs: Type.String({ maxLength: 64 }),
    ...Bandwidths,
    channels: Type.Integer({ minimum: 1 }),
  }),
]);
export type Rendition = Static<typeof RenditionSchema>;

const MsnSchema = Type.Integer({ minimum: 0 });

/** Where a rendition stands: the part that comes next, in the mixer's numbers. */
export const PartPlaceSchema = Strict({
  rendition: RenditionNameSchema,
  msn: MsnSchema,
  part: Type.Integer({ minimum: 0 }),
});
export type PartPlace = Static<typeof PartPlaceSchema>;

/** A mixer goes on with its own epoch at an origin that may have lost some of it. */
export const ResumeSchema = Strict({
  /** As the first announcement of the epoch was answered. */
  nextMsn: MsnSchema,
  renditions: Type.Array(
    Strict({
      rendition: RenditionNameSchema,
      /** The first segment that can be sent again. What is older and not in storage is lost. */
      oldestMsn: MsnSchema,
      /** What comes after all that was acknowledged: players have seen what is before it. */
      acknowledged: Strict({ msn: MsnSchema, part: Type.Integer({ minimum: 0 }) }),
    }),
    { maxItems: 8 },
  ),
});
export type Resume = Static<typeof ResumeSchema>;

export const AnnouncementSchema = Strict({
  epoch: EpochSchema,
  /** EXT-X-TARGETDURATION of every rendition. */
  targetDurationSeconds: Type.Integer({ minimum: 1, maximum: 10 }),
  /** Upper bound of a part's duration for video; audio parts may be one AAC frame longer. */
  partTargetSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 5 }),
  renditions: Type.Array(RenditionSchema, { minItems: 1, maxItems: 8 }),
  /** The origin makes this rendition itself, out of the cues that come. Its name is taken: `captions`. */
  captions: Type.Optional(CaptionTrackSchema),
  resume: Type.Optional(ResumeSchema),
});
export type Announcement = Static<typeof AnnouncementSchema>;

/** The origin's answer to an announcement. */
export const AnnouncedSchema = Strict({
  /** Number of the epoch's first segment: it goes on after an earlier epoch. */
  nextMsn: MsnSchema,
  /** What the origin waits for, by rendition. */
  next: Type.Array(PartPlaceSchema),
  /** Wall clock of capture at which ends what earlier epochs have published, ms since 1970; absent where nothing is. */
  endMs: Type.Optional(Type.Number({ minimum: 0 })),
});
export type Announced = Static<typeof AnnouncedSchema>;

/** The origin's answer to a part. */
export const PartTakenSchema = Strict({
  /** Segments of this rendition with a smaller number are in storage, and need not be held any more. */
  keptBeforeMsn: MsnSchema,
});
export type PartTaken = Static<typeof PartTakenSchema>;

/** Query of a part's PUT. Booleans are 0 or 1. */
export const PartQuerySchema = Strict({
  durationSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 10 }),
  independent: Type.Union([Type.Literal(0), Type.Literal(1)]),
  /** The last part of its segment: the segment is complete, and kept. */
  last: Type.Union([Type.Literal(0), Type.Literal(1)]),
  /** Nothing of this rendition comes after it: who waits hears of it when the programme ends, and of no part that never comes. */
  final: Type.Optional(Type.Literal(1)),
  /** Wall clock of capture of the part's first sample, milliseconds since 1970 (EXT-X-PROGRAM-DATE-TIME). */
  programDateTimeMs: Type.Number({ minimum: 0 }),
});
export type PartQuery = Static<typeof PartQuerySchema>;

export const EndSchema = Strict({
  epoch: EpochSchema,
  /** What would come next: an origin that has not all before it answers PART_OUT_OF_ORDER. Without it, what is there is all. */
  next: Type.Optional(Type.Array(PartPlaceSchema, { maxItems: 8 })),
});
export type End = Static<typeof EndSchema>;
