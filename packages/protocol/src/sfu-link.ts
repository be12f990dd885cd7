import Type, { type Static } from 'typebox';
import type { LinkDefinition } from './definition.ts';
import { WebinarIdSchema } from './ids.ts';
import { EpochSchema, KindSchema, Nothing, RtpAddressSchema, Strict } from './media.ts';
import {
  DtlsParametersSchema,
  IceParametersSchema,
  RtpCapabilitiesSchema,
  RtpParametersSchema,
  WebRtcTransportSchema,
} from './rtp.ts';

/** Ids of transports, producers and consumers are mediasoup's own (UUIDs), unique within a node. */
export const MediaId = Type.String({ minLength: 1, maxLength: 64 });

/** A room on a node is a router. An older epoch than that of the router that is there is refused with EPOCH_STALE. */
const RoomRef = { roomId: WebinarIdSchema, epoch: EpochSchema };

export const LayersSchema = Strict({
  spatialLayer: Type.Integer({ minimum: 0, maximum: 7 }),
  temporalLayer: Type.Optional(Type.Integer({ minimum: 0, maximum: 7 })),
});
export type Layers = Static<typeof LayersSchema>;

/** Keys of one direction of a pipe, RFC 3711. They cross the link between control and a node, never a browser's socket. */
export const SrtpSchema = Strict({
  cryptoSuite: Type.Union([
    Type.Literal('AEAD_AES_256_GCM'),
    Type.Literal('AEAD_AES_128_GCM'),
    Type.Literal('AES_CM_128_HMAC_SHA1_80'),
    Type.Literal('AES_CM_128_HMAC_SHA1_32'),
  ]),
  keyBase64: Type.String({ minLength: 1, maxLength: 256 }),
});
export type Srtp = Static<typeof SrtpSchema>;

/**
 * What an SFU node offers to control. A room's media belongs to the control process that opened it with the highest
 * epoch of its lease; what another asks of it is refused with LEASE_LOST.
 */
export const sfuLink = {
  methods: {
    /**
     * Makes the room's router, or answers the one that is there (after control came back). A higher epoch replaces it.
     * `isNew`: it was made now, so nothing of the room's media is on this node any more. `leaseEpoch` is that of control's
     * lease of the room, and what the process that owned the room before asks is refused from then on.
     */
    'room.open': {
      request: Strict({ ...RoomRef, leaseEpoch: EpochSchema }),
      response: Strict({ rtpCapabilities: RtpCapabilitiesSchema, isNew: Type.Boolean() }),
    },
    'room.close': { request: Strict(RoomRef), response: Nothing },
    /** A sign of life: a host that is gone closes no link. */
    ping: { request: Nothing, response: Nothing },

    'transport.openWebRtc': { request: Strict(RoomRef), response: WebRtcTransportSchema },
    'transport.connect': {
      request: Strict({ transportId: MediaId, dtlsParameters: DtlsParametersSchema }),
      response: Nothing,
    },
    'transport.restartIce': {
      request: Strict({ transportId: MediaId }),
      response: Strict({ iceParameters: IceParametersSchema }),
    },
    /**
     * Plain RTP with RTCP on the same port, for our own processes on loopback or a private network. With `remote` it
     * sends there (a mixer, a recorder); without, it learns the address from the first packet (a synthetic presenter).
     */
    'transport.openPlain': {
      request: Strict({ ...RoomRef, remote: Type.Optional(RtpAddressSchema) }),
      response: Strict({ id: MediaId, local: RtpAddressSchema }),
    },
    /** One end of a pipe to another node; the other end's address and keys are told by `pipe.connect`. */
    'pipe.open': {
      request: Strict(RoomRef),
      response: Strict({ id: MediaId, local: RtpAddressSchema, srtp: SrtpSchema }),
    },
    'pipe.connect': {
      request: Strict({ transportId: MediaId, remote: RtpAddressSchema, srtp: SrtpSchema }),
      response: Nothing,
    },
    /** Sends a producer of this node into a pipe, with all of its layers; `consumer.close` ends it. */
    'pipe.send': {
      request: Strict({ transportId: MediaId, producerId: MediaId }),
      response: Strict({
        consumerId: MediaId,
        kind: KindSchema,
        rtpParameters: RtpParametersSchema,
        producerPaused: Type.Boolean(),
      }),
    },
    /** Takes it out at the other end, as a producer with the same id; `producer.close` ends it. */
    'pipe.receive': {
      request: Strict({
        transportId: MediaId,
        producerId: MediaId,
        kind: KindSchema,
        rtpParameters: RtpParametersSchema,
        paused: Type.Boolean(),
      }),
      response: Nothing,
    },
    /** A WebRTC or plain transport, or an end of a pipe. */
    'transport.close': { request: Strict({ transportId: MediaId }), response: Nothing },

    'producer.open': {
      request: Strict({
        transportId: MediaId,
        kind: KindSchema,
        rtpParameters: RtpParametersSchema,
        paused: Type.Boolean(),
      }),
      response: Strict({ producerId: MediaId }),
    },
    'producer.pause': { request: Strict({ producerId: MediaId }), response: Nothing },
    'producer.resume': { request: Strict({ producerId: MediaId }), response: Nothing },
    'producer.close': { request: Strict({ producerId: MediaId }), response: Nothing },

    'consumer.open': {
      request: Strict({
        transportId: MediaId,
        producerId: MediaId,
        /** The receiver's; without them the router's own are used (mixer, recorder), RTX included. */
        rtpCapabilities: Type.Optional(RtpCapabilitiesSchema),
        paused: Type.Boolean(),
        preferredLayers: Type.Optional(LayersSchema),
      }),
      response: Strict({
        consumerId: MediaId,
        kind: KindSchema,
        rtpParameters: RtpParametersSchema,
        producerPaused: Type.Boolean(),
      }),
    },
    'consumer.pause': { request: Strict({ consumerId: MediaId }), response: Nothing },
    'consumer.resume': { request: Strict({ consumerId: MediaId }), response: Nothing },
    'consumer.close': { request: Strict({ consumerId: MediaId }), response: Nothing },
    'consumer.setPreferredLayers': {
      request: Strict({ consumerId: MediaId, layers: LayersSchema }),
      response: Nothing,
    },
    /** Whose bits count first when a receiver's downlink does not carry all; 1 to 255. */
    'consumer.setPriority': {
      request: Strict({ consumerId: MediaId, priority: Type.Integer({ minimum: 1, maximum: 255 }) }),
      response: Nothing,
    },
    'consumer.requestKeyFrame': { request: Strict({ consumerId: MediaId }), response: Nothing },
  },
  events: {
    /** The node is about to end: its rooms are to be moved, one by one. It waits for that, not for ever. */
    draining: Nothing,
    /** The room's worker died: its media is gone. The room's supervisor opens it anew with a higher epoch. */
    'room.failed': Strict({ ...RoomRef, reason: Type.String({ maxLength: 1000 }) }),
    /** The dominant speaker's microphone, or null after silence. */
    'room.speaker': Strict({ ...RoomRef, producerId: Type.Union([MediaId, Type.Null()]) }),
    /** ICE or DTLS of one transport changed. */
    'transport.state': Strict({
      transportId: MediaId,
      state: Type.Union([
        Type.Literal('connected'),
        Type.Literal('disconnected'),
        Type.Literal('failed'),
        Type.Literal('closed'),
      ]),
    }),
    /**
     * What a receiver's path has for pictures, in kbit/s, as the packets that they report tell: at most once a second, and
     * at once when it falls or rises a lot. Without pictures it hardly moves.
     */
    'transport.bandwidth': Strict({
      ...RoomRef,
      transportId: MediaId,
      kbps: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
    }),
    /** The layer that a consumer gets now; null when none can be sent. */
    'consumer.layers': Strict({ consumerId: MediaId, layers: Type.Union([LayersSchema, Type.Null()]) }),
    /** 0 (nothing arrives) to 10 (perfect), mediasoup's score of the producer as this consumer gets it. */
    'consumer.score': Strict({ consumerId: MediaId, score: Type.Integer({ minimum: 0, maximum: 10 }) }),
  },
} as const satisfies LinkDefinition;
