import Type, { type Static } from 'typebox';
import { ProgrammeIdSchema, WebinarIdSchema } from './ids.ts';
import { LanguageSchema } from './language.ts';
import { Strict } from './media.ts';
import { RetentionRuleSchema } from './retention.ts';
import { StandbyPolicySchema } from './standby.ts';

/** A co-host is a presenter whom the host has raised; links are for the other three. */
export const RoleSchema = Type.Union([
  Type.Literal('host'),
  Type.Literal('co-host'),
  Type.Literal('presenter'),
  Type.Literal('viewer'),
]);
export type Role = Static<typeof RoleSchema>;

/** ISO 8601 with a zone, as Date.prototype.toISOString writes it. */
export const Instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,3})?)?(Z|[+-]\\d{2}:\\d{2})$',
  maxLength: 40,
});

export const WebinarStateSchema = Type.Union([Type.Literal('scheduled'), Type.Literal('live'), Type.Literal('ended')]);
export type WebinarState = Static<typeof WebinarStateSchema>;

const noControlCharacters = '^[^\\u0000-\\u001f\\u007f]*$';
/** What looks like a tag is refused: "<" before a letter, "/" or "!". "a < b" is a title. */
const noTags = '^([^\\u0000-\\u001f\\u007f<]|<(?![a-zA-Z/!]))*$';
export const TitleSchema = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: noTags,
  description: 'plain text on one line, without HTML tags',
});
/** Text of several lines. The database could not keep a NUL, and the other control characters mean nothing. */
export const DescriptionSchema = Type.String({
  maxLength: 5000,
  pattern: '^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f]*$',
  description: 'plain text without control characters',
});
/** IANA name; checked against the runtime's list where it comes in. */
export const TimeZoneSchema = Type.String({ minLength: 1, maxLength: 64 });
/** What a person calls themselves: 1 to 60 characters in any script. */
export const PersonNameSchema = Type.String({ minLength: 1, maxLength: 120, pattern: noControlCharacters });

/** Where the programme plays: live, and afterwards as the replay, at the same address. */
export const ProgrammePlaybackSchema = Strict({
  id: ProgrammeIdSchema,
  url: Type.String({ maxLength: 4096 }),
  startedAt: Instant,
  endedAt: Type.Optional(Instant),
});
export type ProgrammePlayback = Static<typeof ProgrammePlaybackSchema>;

/** What everybody with a link may know of a webinar. */
export const WebinarFactsSchema = Strict({
  id: WebinarIdSchema,
  title: Type.String(),
  description: Type.String(),
  startsAt: Instant,
  timeZone: TimeZoneSchema,
  state: WebinarStateSchema,
  /** Each presenter's sound and pictures are kept separately, too. */
  recordsTracks: Type.Optional(Type.Boolean()),
  programme: Type.Optional(ProgrammePlaybackSchema),
});
export type WebinarFacts = Static<typeof WebinarFactsSchema>;

export const WebinarLinksSchema = Strict({ host: Type.String(), presenter: Type.String(), viewer: Type.String() });
export type WebinarLinks = Static<typeof WebinarLinksSchema>;

/** Where cues are posted, with the token that lets in: for whoever writes the captions, person or machine. */
export const CaptionAccessSchema = Strict({
  language: LanguageSchema,
  url: Type.String({ maxLength: 4096 }),
  token: Type.String({ maxLength: 4096 }),
});
export type CaptionAccess = Static<typeof CaptionAccessSchema>;

/** What the organizer sees. */
export const WebinarSchema = Strict({
  ...WebinarFactsSchema.properties,
  links: WebinarLinksSchema,
  /** Absent: the webinar has no captions. */
  captions: Type.Optional(CaptionAccessSchema),
  /** Its own; without one the rule of all webinars holds. */
  retention: Type.Optional(RetentionRuleSchema),
  /** Its own; without one that of this deployment holds. */
  standby: Type.Optional(StandbyPolicySchema),
});
export type Webinar = Static<typeof WebinarSchema>;
