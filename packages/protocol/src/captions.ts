import Type, { type Static } from 'typebox';
import { LanguageSchema } from './language.ts';
import { Strict } from './media.ts';
import { Instant } from './webinar.ts';

// Captions: what somebody, or something, that hears the programme says is said. docs/captions.md is their contract.

/** The captions of a programme, known before it begins: players read of them once, when they start. */
export const CaptionTrackSchema = Strict({
  language: LanguageSchema,
  /** What a player's menu calls it; RFC 8216bis forbids quotes and line breaks in it. */
  label: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^"\\u0000-\\u001f\\u007f]+$' }),
});
export type CaptionTrack = Static<typeof CaptionTrackSchema>;

export const maxCueLength = 400;
/** Of one request. */
export const maxCues = 50;
export const maxCueSeconds = 30;
/** What is later than this is not shown live any more, and is in the replay alone. */
export const maxCueLateSeconds = 10;
/** How far ahead of the programme a cue may be: a script that is read. */
export const maxCueAheadSeconds = 600;

export const CueSchema = Strict({
  /** When it was said: programme time, which is the wall clock of capture (EXT-X-PROGRAM-DATE-TIME). */
  startsAt: Instant,
  /** Later than `startsAt`, by at most 30 s. */
  endsAt: Instant,
  /** Plain text, one to four lines; tags are shown as they are. */
  text: Type.String({
    minLength: 1,
    maxLength: maxCueLength,
    pattern: '^[^\\u0000-\\u0009\\u000b-\\u001f\\u007f]*$',
    description: 'plain text without control characters',
  }),
});

export const CuesSchema = Strict({ cues: Type.Array(CueSchema, { minItems: 1, maxItems: maxCues }) });
export type Cues = Static<typeof CuesSchema>;

export const CuesTakenSchema = Strict({
  /** How many cues were taken: all of them, or the request was refused. */
  taken: Type.Integer({ minimum: 0 }),
  /** Programme time of the live edge: how late the cues were is the distance to it. */
  edge: Instant,
});
export type CuesTaken = Static<typeof CuesTakenSchema>;
