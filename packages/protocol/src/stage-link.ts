import Type, { type Static } from 'typebox';
import type { LinkDefinition } from './definition.ts';
import { ParticipantIdSchema } from './ids.ts';
import { KindSchema, Nothing, RtpAddressSchema, SourceSchema, Strict } from './media.ts';
import {
  DtlsParametersSchema,
  IceParametersSchema,
  RtpCapabilitiesSchema,
  RtpParametersSchema,
  WebRtcTransportSchema,
} from './rtp.ts';
import { LayersSchema, MediaId } from './sfu-link.ts';
import { PersonNameSchema, RoleSchema, WebinarFactsSchema } from './webinar.ts';

/** Raised when an older page could no longer talk to the server. */
export const stageProtocolVersion = 1;

/** How long a participant keeps their place and media without a socket. */
export const resumeWithinMs = 30_000;

/** The largest signaling message, either way. */
export const maxMessageBytes = 1 << 20;

/** A source that a participant sends. */
export const ProducerFactsSchema = Strict({ source: SourceSchema, producerId: MediaId, paused: Type.Boolean() });
export type ProducerFacts = Static<typeof ProducerFactsSchema>;

/** One person on the stage as everybody sees them. */
export const StageParticipantSchema = Strict({
  id: ParticipantIdSchema,
  name: PersonNameSchema,
  role: RoleSchema,
  /** Their socket is away; their media may still flow. */
  reconnecting: Type.Boolean(),
  producers: Type.Array(ProducerFactsSchema, { maxItems: 4 }),
});
export type StageParticipant = Static<typeof StageParticipantSchema>;

/** Everything that a page needs to draw. Sent whole at each change: it is small, and cannot drift. */
export const StageStateSchema = Strict({
  webinar: WebinarFactsSchema,
  participants: Type.Array(StageParticipantSchema),
  speaker: Type.Union([ParticipantIdSchema, Type.Null()]),
  /** Viewers with an open page. */
  viewers: Type.Integer({ minimum: 0 }),
});
export type StageState = Static<typeof StageStateSchema>;

/** A receiving end that the room made for this participant. */
export const ConsumerFactsSchema = Strict({
  consumerId: MediaId,
  producerId: MediaId,
  participantId: ParticipantIdSchema,
  source: SourceSchema,
  kind: KindSchema,
  rtpParameters: RtpParametersSchema,
  /** True: nothing flows until the page asks by `resumeConsumer`. */
  paused: Type.Boolean(),
});
export type ConsumerFacts = Static<typeof ConsumerFactsSchema>;

/**
 * The signaling socket `/api/stage`, control's side. The first request is `hello`. Viewers say `hello` too and get
 * `state` events; what they may not do is answered with PERMISSION_DENIED. Order for presenters: hello → join →
 * connectTransport (when mediasoup-client asks for it) → produce.
 */
export const stageServer = {
  methods: {
    hello: {
      request: Strict({
        version: Type.Integer(),
        session: Type.String({ minLength: 1, maxLength: 4096 }),
        /** True when the page still holds its transports: within 30 s the media goes on as it was. */
        resume: Type.Boolean(),
      }),
      response: Strict({
        participantId: ParticipantIdSchema,
        role: RoleSchema,
        /** The place on the stage and the media are as before. False: join anew. */
        resumed: Type.Boolean(),
        state: StageStateSchema,
        /** When resumed: every consumer there is now; what the page missed while it was away is what differs. */
        consumers: Type.Optional(Type.Array(ConsumerFactsSchema)),
        /** For `Device.load` in the lobby; absent for viewers. */
        routerRtpCapabilities: Type.Optional(RtpCapabilitiesSchema),
      }),
    },
    /** On stage, with one answer: both transports and a consumer (not paused) for all that is sent now. */
    join: {
      request: Strict({ name: PersonNameSchema, rtpCapabilities: RtpCapabilitiesSchema }),
      response: Strict({
        send: WebRtcTransportSchema,
        receive: WebRtcTransportSchema,
        consumers: Type.Array(ConsumerFactsSchema),
        state: StageStateSchema,
      }),
    },
    /** On stage over plain RTP: only with a session whose token allows it (synthetic presenters). Sends, receives nothing. */
    joinPlain: {
      request: Strict({ name: PersonNameSchema }),
      response: Strict({ rtp: RtpAddressSchema, state: StageStateSchema }),
    },
    connectTransport: {
      request: Strict({ transportId: MediaId, dtlsParameters: DtlsParametersSchema }),
      response: Nothing,
    },
    restartIce: {
      request: Strict({ transportId: MediaId }),
      response: Strict({ iceParameters: IceParametersSchema }),
    },
    produce: {
      request: Strict({ source: SourceSchema, rtpParameters: RtpParametersSchema, paused: Type.Boolean() }),
      response: Strict({ producerId: MediaId }),
    },
    /** Mute, or camera off. */
    pauseProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    resumeProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    closeProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    pauseConsumer: { request: Strict({ consumerId: MediaId }), response: Nothing },
    resumeConsumer: { request: Strict({ consumerId: MediaId }), response: Nothing },
    setPreferredLayers: { request: Strict({ consumerId: MediaId, layers: LayersSchema }), response: Nothing },
    leave: { request: Nothing, response: Nothing },
    /** Host: the programme starts. Answered when a mixer runs, or when the first one failed and another is looked for. */
    goLive: { request: Nothing, response: Nothing },
    /** Host: the programme ends for all, and a recording is made. */
    end: { request: Nothing, response: Nothing },
  },
  events: {
    state: StageStateSchema,
    /** Someone's new source: make the consumer, then `resumeConsumer`. */
    consumerOpened: ConsumerFactsSchema,
    consumerClosed: Strict({ consumerId: MediaId }),
    /** The SFU is gone, or ended this participant's media: `join` again on the same socket, with the same tracks. */
    mediaLost: Strict({ reason: Type.String() }),
  },
} as const satisfies LinkDefinition;
