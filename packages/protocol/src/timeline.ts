import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { EpochSchema, SourceSchema, Strict } from './media.ts';
import { BrandingSchema, ProductionChangeSchema, ProductionSchema } from './production.ts';
import { PlaceSchema } from './stage-people.ts';
import { RoleSchema } from './webinar.ts';

/** From arrival to output in a mixer, milliseconds: time for what was lost to come again. */
export const mixDelayMs = 250;

const Who = { participantId: ParticipantIdSchema };

/** What is said of somebody in the picture, and how they are there. */
const About = {
  name: Type.String({ maxLength: 120 }),
  title: Type.String({ maxLength: 120 }),
  role: RoleSchema,
  /** Who is backstage is neither seen nor heard in the programme. */
  place: PlaceSchema,
};

export const TimelineSourceSchema = Strict({ source: SourceSchema, muted: Type.Boolean() });

export const TimelinePersonSchema = Strict({
  id: ParticipantIdSchema,
  ...About,
  sources: Type.Array(TimelineSourceSchema, { maxItems: 4 }),
});
export type TimelinePerson = Static<typeof TimelinePersonSchema>;

/** All that was decided, as it stood at one moment. */
export const TimelineStateSchema = Strict({
  /** In order of joining. */
  people: Type.Array(TimelinePersonSchema),
  speaker: Type.Union([ParticipantIdSchema, Type.Null()]),
  production: ProductionSchema,
  branding: BrandingSchema,
});
export type TimelineState = Static<typeof TimelineStateSchema>;

/** What a marker says; a host's own words, or none. */
export const MarkerLabelSchema = Type.String({ maxLength: 120, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

export const TimelineEventSchema = Type.Union([
  /** The whole state: first of all, and wherever a process took the room over, which then says what it knows. */
  Strict({ type: Type.Literal('state'), state: TimelineStateSchema }),
  /** Comes last in the order of joining. */
  Strict({ type: Type.Literal('joined'), person: TimelinePersonSchema }),
  Strict({ type: Type.Literal('left'), ...Who }),
  Strict({ type: Type.Literal('changed'), ...Who, ...About }),
  Strict({ type: Type.Literal('started'), ...Who, ...TimelineSourceSchema.properties }),
  Strict({ type: Type.Literal('stopped'), ...Who, source: SourceSchema }),
  Strict({ type: Type.Literal('muted'), ...Who, source: SourceSchema }),
  Strict({ type: Type.Literal('unmuted'), ...Who, source: SourceSchema }),
  Strict({ type: Type.Literal('speaker'), participantId: Type.Union([ParticipantIdSchema, Type.Null()]) }),
  /** The fields that changed. */
  Strict({ type: Type.Literal('directed'), change: ProductionChangeSchema }),
  Strict({ type: Type.Literal('looks'), branding: BrandingSchema }),
  /** `by` is the name of who dropped it. */
  Strict({ type: Type.Literal('marker'), label: MarkerLabelSchema, by: Type.String({ maxLength: 120 }) }),
  /** From here on this mixer makes the programme. */
  Strict({ type: Type.Literal('mixer'), epoch: EpochSchema }),
  Strict({ type: Type.Literal('ended') }),
]);
export type TimelineEvent = Static<typeof TimelineEventSchema>;

/** One decision, or one fact that decides what is seen and heard. */
export const TimelineEntrySchema = Strict({
  /** Random: an entry that was kept twice is one. */
  id: Type.String({ minLength: 1, maxLength: 32 }),
  /** Program date time of the first frame that can show it, milliseconds since 1970. */
  atMs: Type.Integer({ minimum: 0 }),
  event: TimelineEventSchema,
});
export type TimelineEntry = Static<typeof TimelineEntrySchema>;

/** What one object of a timeline holds. */
export const TimelineChunkSchema = Strict({ entries: Type.Array(TimelineEntrySchema) });
