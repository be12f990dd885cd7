import Type, { type Static } from 'typebox';
import type { LinkDefinition } from './definition.ts';
import { ParticipantIdSchema } from './ids.ts';
import { KindSchema, Nothing, RtpAddressSchema, SourceSchema, Strict } from './media.ts';
import { CardSchema, MomentSchema } from './moments.ts';
import { DirectionSchema, PersonTitleSchema, ProductionChangeSchema, SceneSchema } from './production.ts';
import { DrillSchema, RehearsalSchema } from './rehearsal.ts';
import {
  DtlsParametersSchema,
  IceParametersSchema,
  IceServerSchema,
  RtpCapabilitiesSchema,
  RtpParametersSchema,
  WebRtcTransportSchema,
} from './rtp.ts';
import { MediaId } from './sfu-link.ts';
import {
  ChatMessageSchema,
  ChatRoomSchema,
  HandSchema,
  maxChatLength,
  OwnStateSchema,
  PlaceSchema,
  ReactionCountsSchema,
  ReactionSchema,
  ViewSchema,
  WantedLayersSchema,
} from './stage-people.ts';
import { MarkerLabelSchema } from './timeline.ts';
import { Instant, PersonNameSchema, RoleSchema, WebinarFactsSchema } from './webinar.ts';

/** Raised when an older page could no longer talk to the server. */
export const stageProtocolVersion = 1;

/** How long a participant keeps their place and media without a socket. */
export const resumeWithinMs = 30_000;

/** The largest signaling message, either way. */
export const maxMessageBytes = 1 << 20;

/** A source that a participant sends. */
export const ProducerFactsSchema = Strict({ source: SourceSchema, producerId: MediaId, paused: Type.Boolean() });
export type ProducerFacts = Static<typeof ProducerFactsSchema>;

/** For both transports. Absent: this server has no TURN, and browsers reach the SFU directly or not at all. */
const IceServers = Type.Optional(Type.Array(IceServerSchema, { maxItems: 4 }));

/** One person on the stage as everybody sees them. */
export const StageParticipantSchema = Strict({
  id: ParticipantIdSchema,
  name: PersonNameSchema,
  title: Type.Optional(PersonTitleSchema),
  role: RoleSchema,
  place: PlaceSchema,
  /** Came from the audience, and can be sent back there. */
  isPromoted: Type.Boolean(),
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
  /** Signed sessions of the audience that were heard of within the last 15 s. */
  viewers: Type.Integer({ minimum: 0 }),
  /** Who joins now waits backstage. */
  stageLocked: Type.Boolean(),
  /** In order of raising; for hosts and co-hosts, empty for all others. */
  hands: Type.Array(HandSchema),
  /** How the programme is laid out; absent for the audience, who see it. */
  scene: Type.Optional(SceneSchema),
  /** For who may `direct`. */
  direction: Type.Optional(DirectionSchema),
  /** For hosts, once they have begun one. */
  rehearsal: Type.Optional(RehearsalSchema),
  me: OwnStateSchema,
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
        /** The sending one of these: the room may have moved the media while the socket was away. */
        sendTransportId: Type.Optional(MediaId),
      }),
      response: Strict({
        participantId: ParticipantIdSchema,
        role: RoleSchema,
        /** The place on the stage and the media are as before. False: join anew. */
        resumed: Type.Boolean(),
        state: StageStateSchema,
        /** When resumed: every consumer there is now; what the page missed while it was away is what differs. */
        consumers: Type.Optional(Type.Array(ConsumerFactsSchema)),
        /** What was said before, oldest first; of the rooms that this person may read. */
        chat: Type.Array(ChatMessageSchema),
        /** For the audience: what has happened in the programme, oldest first. */
        moments: Type.Optional(Type.Array(MomentSchema)),
        /** For `Device.load` in the lobby; absent for viewers. */
        routerRtpCapabilities: Type.Optional(RtpCapabilitiesSchema),
      }),
    },
    /** A sign of life: a page cannot see the socket's own pings. */
    ping: { request: Nothing, response: Nothing },
    /**
     * On stage, with one answer: both transports and a consumer (not paused) for all that is sent now. With `send`, what
     * was prepared is taken over, and from here on flows. A viewer with an offer says yes by it.
     */
    join: {
      request: Strict({
        name: PersonNameSchema,
        title: Type.Optional(PersonTitleSchema),
        rtpCapabilities: RtpCapabilitiesSchema,
        /** Of the producers that were prepared, those with a device: the others stay paused. Absent: nothing is held. */
        send: Type.Optional(Type.Array(SourceSchema, { maxItems: 4 })),
      }),
      response: Strict({
        send: WebRtcTransportSchema,
        receive: WebRtcTransportSchema,
        iceServers: IceServers,
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
      response: Strict({
        iceParameters: IceParametersSchema,
        /** With credentials that are new: those of `join` may have expired since. */
        iceServers: IceServers,
      }),
    },
    /** From a viewer with an offer or a hand up, after `prepareStage`: it is kept paused, and nobody hears of it, until they join. */
    produce: {
      request: Strict({
        source: SourceSchema,
        rtpParameters: RtpParametersSchema,
        paused: Type.Boolean(),
        /** Height of the whole picture, so that layers are chosen by what they really are. */
        lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
      }),
      response: Strict({ producerId: MediaId }),
    },
    /** Mute, or camera off. */
    pauseProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    resumeProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    closeProducer: { request: Strict({ source: SourceSchema }), response: Nothing },
    pauseConsumer: { request: Strict({ consumerId: MediaId }), response: Nothing },
    resumeConsumer: { request: Strict({ consumerId: MediaId }), response: Nothing },
    /** What the page shows now: the room chooses layers by it, and pauses what nobody sees. */
    setView: { request: ViewSchema, response: Nothing },
    /** The network carries less, or more again: the highest layer of a source that is sent now. */
    tellLayers: { request: WantedLayersSchema, response: Nothing },
    leave: { request: Nothing, response: Nothing },
    /** One line to the stage (who presents) or to everybody. The name is for viewers, who have given none yet. */
    say: {
      request: Strict({
        room: ChatRoomSchema,
        text: Type.String({ minLength: 1, maxLength: maxChatLength }),
        name: Type.Optional(PersonNameSchema),
      }),
      response: Nothing,
    },
    react: { request: Strict({ reaction: ReactionSchema }), response: Nothing },

    /** Viewer: would like to speak. */
    /** The answer lets their page load its codecs, for the case that they are asked on stage; when an SFU has the room. */
    raiseHand: {
      request: Strict({ name: PersonNameSchema }),
      response: Strict({ routerRtpCapabilities: Type.Optional(RtpCapabilitiesSchema) }),
    },
    lowerHand: { request: Nothing, response: Nothing },
    /** In the lobby, or before consenting to an offer: what takes time is opened now, and `join` takes it over. */
    prepareStage: {
      request: Nothing,
      response: Strict({
        send: WebRtcTransportSchema,
        receive: WebRtcTransportSchema,
        iceServers: IceServers,
        routerRtpCapabilities: RtpCapabilitiesSchema,
      }),
    },
    /** Then: a consumer for each producer of the stage, all paused; nothing flows before `join`. */
    prepareConsumers: {
      request: Strict({ rtpCapabilities: RtpCapabilitiesSchema }),
      response: Strict({ consumers: Type.Array(ConsumerFactsSchema) }),
    },
    /** After `spareOpened`: a producer for a device at the node that waits. Nothing is sent through it. */
    produceSpare: {
      request: Strict({
        source: SourceSchema,
        rtpParameters: RtpParametersSchema,
        lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
      }),
      response: Strict({ producerId: MediaId }),
    },
    /** "Not now": the host hears of it. */
    declineOffer: { request: Nothing, response: Nothing },

    // Host and co-host. Each names a person; only the host may name a co-host, and nobody the host.
    setPlace: { request: Strict({ participantId: ParticipantIdSchema, place: PlaceSchema }), response: Nothing },
    /** Pauses their microphone or camera; they may turn it on again. */
    muteParticipant: {
      request: Strict({ participantId: ParticipantIdSchema, source: SourceSchema }),
      response: Nothing,
    },
    stopShare: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    /** Out of the webinar: their socket is closed with REMOVED, and their session is not let in again. */
    removeParticipant: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    setStageLocked: { request: Strict({ locked: Type.Boolean() }), response: Nothing },
    dismissHand: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    /** Asks a viewer to come on stage, with or without a raised hand. Open for a minute, or until it is withdrawn. */
    offerStage: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    withdrawOffer: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    /** A promoted viewer goes back to the audience. */
    demote: { request: Strict({ participantId: ParticipantIdSchema }), response: Nothing },
    /** Host only: presenter ↔ co-host. */
    setRole: {
      request: Strict({
        participantId: ParticipantIdSchema,
        role: Type.Union([Type.Literal('co-host'), Type.Literal('presenter')]),
      }),
      response: Nothing,
    },
    /**
     * Host and co-host: what the programme shows, from the next frame on. Only the fields that change. Who is named is
     * or was on the stage; they keep their place in a scene while they are away.
     */
    direct: { request: ProductionChangeSchema, response: Nothing },
    /** Host and co-host: a card for the audience, when their picture is at this moment. Live only. */
    showCard: { request: CardSchema, response: Nothing },
    /** Host and co-host: a place in the programme to find again; a chapter of its recording. Answered when it is kept. */
    mark: { request: Strict({ label: MarkerLabelSchema }), response: Nothing },
    /** Host: the programme starts. Answered when a mixer runs, or when the first one failed and another is looked for. */
    goLive: { request: Nothing, response: Nothing },
    /**
     * Host: loses something on purpose, and measures what becomes of it; the state tells the rest. Before the webinar is
     * live; with `whileLive` the media server also then, without a gap in the way it is left.
     */
    rehearse: {
      request: Strict({ drill: DrillSchema, whileLive: Type.Optional(Type.Boolean()) }),
      response: Nothing,
    },
    /** After `drillBegan`, within ten seconds: how long no picture moved; null when none was shown. */
    tellGap: {
      request: Strict({ gapMs: Type.Union([Type.Integer({ minimum: 0, maximum: 60_000 }), Type.Null()]) }),
      response: Nothing,
    },
    /** Host: the programme ends for all, and a recording is made. */
    end: { request: Nothing, response: Nothing },
  },
  events: {
    state: StageStateSchema,
    /** Someone's new source: make the consumer, then `resumeConsumer`. */
    consumerOpened: ConsumerFactsSchema,
    consumerClosed: Strict({ consumerId: MediaId }),
    chat: ChatMessageSchema,
    /** For the audience: a page waits until its playhead is there. */
    moment: MomentSchema,
    /** How often each was used since the last event, at most once a second. */
    reacted: Strict({ counts: ReactionCountsSchema }),
    /** A host paused this source of yours. */
    mutedBy: Strict({ source: SourceSchema, name: PersonNameSchema }),
    /** Come on stage? Prepare at once (`prepareStage`), ask the person, then `join` or `declineOffer`. */
    offered: Strict({ by: PersonNameSchema, until: Instant }),
    /** The offer was withdrawn, or is too old. */
    offerClosed: Nothing,
    /** For hosts: a viewer said "not now". */
    offerDeclined: Strict({ participantId: ParticipantIdSchema, name: PersonNameSchema }),
    /** Back in the audience: stop sending, play the programme from where the stage was heard last. */
    demoted: Nothing,
    /** A host rehearses: the media server goes now. Watch the pictures, then `tellGap`. */
    drillBegan: Nothing,
    /** Dynacast: send these layers of your source, and no higher. */
    layersWanted: WantedLayersSchema,
    /**
     * The SFU is gone, or ended this participant's media: `join` again on the same socket, with the same tracks; or
     * prepare again, where the stage was only offered.
     */
    mediaLost: Strict({ reason: Type.String() }),
    /**
     * The media goes by other transports from now on, on another SFU: open them, send the same tracks over them, and let go
     * of the old ones. `consumers` is what can be received already; the rest follows as `consumerOpened`.
     */
    mediaMoved: Strict({
      send: WebRtcTransportSchema,
      receive: WebRtcTransportSchema,
      consumers: Type.Array(ConsumerFactsSchema),
      /** To those of `spareOpened`: what was prepared there flows already. */
      isPrepared: Type.Optional(Type.Boolean()),
    }),
    /**
     * A node waits to take over: connect to it, prepare what you would send (`produceSpare`) and receive. A second one takes
     * the place of the first.
     */
    spareOpened: Strict({
      send: WebRtcTransportSchema,
      receive: WebRtcTransportSchema,
      consumers: Type.Array(ConsumerFactsSchema),
    }),
    /** One more that would be received there. It ends with `consumerClosed`. */
    spareConsumer: ConsumerFactsSchema,
  },
} as const satisfies LinkDefinition;
