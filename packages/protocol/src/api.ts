import Type, { type Static } from 'typebox';
import { ParticipantIdSchema, RegionSchema } from './ids.ts';
import { LanguageSchema } from './language.ts';
import { Strict } from './media.ts';
import { RecordingSchema } from './recording.ts';
import { RetentionRuleSchema } from './retention.ts';
import { StandbyPolicySchema } from './standby.ts';
import {
  DescriptionSchema,
  Instant,
  RoleSchema,
  TimeZoneSchema,
  TitleSchema,
  WebinarFactsSchema,
  WebinarSchema,
} from './webinar.ts';

// The HTTP API of control, all JSON under /api. Organizer routes want the session cookie that /api/sign-in sets; the
// others want a token in the body. A refusal is `ErrorAnswer` with the status of its code.
//
//   POST   /api/sign-in            SignIn → Me            one-time token from the printed link; sets the session cookie
//   POST   /api/sign-out           → {}
//   GET    /api/me                 → Me
//   GET    /api/webinars           → WebinarList           organizer; newest first
//   POST   /api/webinars           NewWebinar → Webinar    organizer
//   GET    /api/webinars/:id       → Webinar               organizer
//   PATCH  /api/webinars/:id       WebinarChange → Webinar organizer
//   DELETE /api/webinars/:id       → {}                    organizer; into the bin, with its recordings
//   POST   /api/webinars/:id/restore → {}                  organizer
//   GET    /api/webinars/:id/branding      → Branding           organizer
//   PATCH  /api/webinars/:id/branding      BrandingChange → Branding    organizer
//   POST   /api/webinars/:id/assets?use=   the file itself → Asset      organizer; PNG, JPEG or WebP, at most 5 MB
//   GET    /api/webinars/:id/assets/:asset PNG                          anyone who knows the id
//   GET    /api/recordings         → RecordingList         organizer; ?webinar=ID for one webinar's
//   GET    /api/recordings/:id     → RecordingDetails      organizer
//   POST   /api/recordings/:id/retry → {}                  organizer; makes again what has failed
//   POST   /api/recordings/:id/trims Trim → Output         organizer; the same trim twice is one output
//   POST   /api/recordings/:id/outputs/:output/retry  → {} organizer
//   POST   /api/recordings/:id/outputs/:output/cancel → {} organizer
//   DELETE /api/recordings/:id/outputs/:output        → {} organizer
//   GET    /api/recordings/:id/files/:file   programme.mp4, poster.jpg, thumbnails.vtt, thumbnails.jpg, chapters.vtt,
//                                            captions.vtt or an output's id; with ranges; organizer
//   DELETE /api/recordings/:id     → {}                    organizer; into the bin, with its replay
//   POST   /api/recordings/:id/restore → {}                organizer
//   GET    /api/recordings/:id/sharing → Sharing           organizer; who may see it, and the links to it
//   PATCH  /api/recordings/:id/sharing AccessChange → Sharing  organizer
//   POST   /api/recordings/:id/shares  NewShare → Share    organizer
//   DELETE /api/recordings/:id/shares/:share → {}          organizer; the link stops working at once
//   POST   /api/visits             OpenRecording → RecordingVisit  who may see the recording
//   POST   /api/visits/:pass/views → {}                    the visitor's player has begun
//   GET    /api/visits/:pass/files/:file   as above, less the parts that were cut; ?download to keep it
//   GET    /api/storage            → StorageCondition      organizer
//   GET    /api/bin                → Bin                   organizer; newest first
//   GET    /api/recordings/:id/download   the MP4, with ranges        organizer
//   GET    /api/recordings/:id/renders         → RenderList           organizer; the recording made anew with other choices
//   POST   /api/recordings/:id/renders         RenderOptions → Render organizer; the same wish is made once
//   GET    /api/recordings/:id/renders/:render → Render               organizer
//   DELETE /api/recordings/:id/renders/:render → {}                   organizer; cancels one that is being made
//   GET    /api/recordings/:id/renders/:render/download   the MP4, with ranges   organizer
//   GET    /api/recordings/:id/tracks          → TrackFiles           organizer; one file of each presenter's source
//   POST   /api/recordings/:id/tracks          → TrackFiles           organizer; has them made, once
//   GET    /api/recordings/:id/tracks/:file    WebM or MP4, with ranges   organizer
//   GET    /api/recordings/:id/poster     JPEG                         organizer
//   POST   /api/captions           Cues → CuesTaken      with the token of the webinar's captions, `Authorization: Bearer`
//   POST   /api/join               Join → Joined           anyone with a link; before the signaling socket is opened

export const ErrorAnswerSchema = Strict({ code: Type.String(), message: Type.String() });
export type ErrorAnswer = Static<typeof ErrorAnswerSchema>;

const Token = Type.String({ minLength: 1, maxLength: 4096 });

export const SignInSchema = Strict({ token: Token });
export const MeSchema = Strict({ organizer: Type.Boolean() });
export type Me = Static<typeof MeSchema>;

export const NewWebinarSchema = Strict({
  title: TitleSchema,
  description: Type.Optional(DescriptionSchema),
  startsAt: Instant,
  timeZone: TimeZoneSchema,
  /** Default false. What is changed while the webinar is live counts from its next programme. */
  recordsTracks: Type.Optional(Type.Boolean()),
  /** null, the default: that of this deployment. Counts at once. */
  standby: Type.Optional(Type.Union([StandbyPolicySchema, Type.Null()])),
});
export type NewWebinar = Static<typeof NewWebinarSchema>;
export const WebinarChangeSchema = Strict({
  ...Type.Partial(NewWebinarSchema).properties,
  /** Null: no captions. Counts from the next time that the webinar goes live. */
  captionLanguage: Type.Optional(Type.Union([LanguageSchema, Type.Null()])),
  /** null: the rule of all webinars. */
  retention: Type.Optional(Type.Union([RetentionRuleSchema, Type.Null()])),
});
export type WebinarChange = Static<typeof WebinarChangeSchema>;

export const WebinarListSchema = Strict({ webinars: Type.Array(WebinarSchema) });
export type WebinarList = Static<typeof WebinarListSchema>;
export const RecordingListSchema = Strict({ recordings: Type.Array(RecordingSchema) });
export type RecordingList = Static<typeof RecordingListSchema>;

export const JoinSchema = Strict({
  /** From the link: `/studio#<token>` or `/watch#<token>`. */
  token: Token,
  /** The session of an earlier visit with the same browser: the person keeps their identity. */
  session: Type.Optional(Token),
  /** Where the browser is, where the page knows it; default: where the server is that answers. */
  region: Type.Optional(RegionSchema),
});
export type Join = Static<typeof JoinSchema>;

export const JoinedSchema = Strict({
  /** Opens the signaling socket (`hello`). Keep it for the next visit. */
  session: Token,
  participantId: ParticipantIdSchema,
  role: RoleSchema,
  webinar: WebinarFactsSchema,
});
export type Joined = Static<typeof JoinedSchema>;
