import Type, { type Static } from 'typebox';
import { Strict, Uint32 } from './media.ts';

// The shapes of mediasoup's RTP types as they cross our wires (https://mediasoup.org/documentation/v3/mediasoup/rtp-parameters-and-capabilities/).
// They are bounded and typed here; whether they fit the router is for the SFU to say. Fields that a later
// mediasoup-client may add are let through, since the SFU ignores them.

const Short = Type.String({ maxLength: 256 });
const Loose = <P extends Parameters<typeof Type.Object>[0]>(properties: P) => Type.Object(properties);

const RtcpFeedback = Loose({ type: Short, parameter: Type.Optional(Short) });
const CodecParameters = Type.Record(Short, Type.Union([Short, Type.Number(), Type.Boolean(), Type.Null()]), {
  maxProperties: 64,
});

export const RtpCodecParametersSchema = Loose({
  mimeType: Short,
  payloadType: Type.Integer({ minimum: 0, maximum: 127 }),
  clockRate: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  channels: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 32 })),
});

const RtpEncoding = Loose({
  ssrc: Type.Optional(Uint32),
  rid: Type.Optional(Short),
  rtx: Type.Optional(Loose({ ssrc: Uint32 })),
  dtx: Type.Optional(Type.Boolean()),
  scalabilityMode: Type.Optional(Short),
  scaleResolutionDownBy: Type.Optional(Type.Number()),
  maxBitrate: Type.Optional(Type.Number()),
});

const HeaderExtension = Loose({
  uri: Short,
  id: Type.Integer({ minimum: 1, maximum: 255 }),
  encrypt: Type.Optional(Type.Boolean()),
  parameters: Type.Optional(CodecParameters),
});

export const RtpParametersSchema = Loose({
  mid: Type.Optional(Short),
  msid: Type.Optional(Short),
  codecs: Type.Array(RtpCodecParametersSchema, { minItems: 1, maxItems: 32 }),
  headerExtensions: Type.Optional(Type.Array(HeaderExtension, { maxItems: 32 })),
  encodings: Type.Optional(Type.Array(RtpEncoding, { minItems: 1, maxItems: 8 })),
  rtcp: Type.Optional(
    Loose({
      cname: Type.Optional(Short),
      reducedSize: Type.Optional(Type.Boolean()),
      mux: Type.Optional(Type.Boolean()),
    }),
  ),
});
export type RtpParameters = Static<typeof RtpParametersSchema>;

const RtpCodecCapability = Loose({
  kind: Type.Union([Type.Literal('audio'), Type.Literal('video')]),
  mimeType: Short,
  preferredPayloadType: Type.Optional(Type.Integer({ minimum: 0, maximum: 127 })),
  clockRate: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  channels: Type.Optional(Type.Integer({ minimum: 1, maximum: 8 })),
  parameters: Type.Optional(CodecParameters),
  rtcpFeedback: Type.Optional(Type.Array(RtcpFeedback, { maxItems: 32 })),
});

const RtpHeaderExtensionCapability = Loose({
  kind: Type.Union([Type.Literal('audio'), Type.Literal('video')]),
  uri: Short,
  preferredId: Type.Integer({ minimum: 1, maximum: 255 }),
  preferredEncrypt: Type.Optional(Type.Boolean()),
  direction: Type.Optional(Short),
});

export const RtpCapabilitiesSchema = Loose({
  codecs: Type.Optional(Type.Array(RtpCodecCapability, { maxItems: 128 })),
  headerExtensions: Type.Optional(Type.Array(RtpHeaderExtensionCapability, { maxItems: 64 })),
});
export type RtpCapabilities = Static<typeof RtpCapabilitiesSchema>;

export const IceParametersSchema = Loose({
  usernameFragment: Short,
  password: Short,
  iceLite: Type.Optional(Type.Boolean()),
});

const IceCandidate = Loose({
  foundation: Short,
  priority: Type.Number(),
  ip: Short,
  address: Type.Optional(Short),
  protocol: Type.Union([Type.Literal('udp'), Type.Literal('tcp')]),
  port: Type.Integer({ minimum: 0, maximum: 65535 }),
  type: Type.Literal('host'),
  tcpType: Type.Optional(Type.Literal('passive')),
});

export const DtlsParametersSchema = Strict({
  role: Type.Optional(Type.Union([Type.Literal('auto'), Type.Literal('client'), Type.Literal('server')])),
  fingerprints: Type.Array(
    Strict({
      algorithm: Type.Union([
        Type.Literal('sha-1'),
        Type.Literal('sha-224'),
        Type.Literal('sha-256'),
        Type.Literal('sha-384'),
        Type.Literal('sha-512'),
      ]),
      value: Type.String({ maxLength: 256 }),
    }),
    { minItems: 1, maxItems: 8 },
  ),
});
export type DtlsParameters = Static<typeof DtlsParametersSchema>;

/** What a browser needs to open its side of a WebRTC transport. */
export const WebRtcTransportSchema = Strict({
  id: Type.String({ maxLength: 64 }),
  iceParameters: IceParametersSchema,
  iceCandidates: Type.Array(IceCandidate, { maxItems: 32 }),
  dtlsParameters: DtlsParametersSchema,
});
export type WebRtcTransportOptions = Static<typeof WebRtcTransportSchema>;

/** A TURN server that a browser may relay its media by, as `RTCIceServer` takes it (RFC 7065 for the addresses). */
export const IceServerSchema = Strict({
  urls: Type.Array(Type.String({ pattern: '^turns?:', maxLength: 512 }), { minItems: 1, maxItems: 8 }),
  username: Type.String({ maxLength: 512 }),
  credential: Type.String({ maxLength: 512 }),
});
export type IceServer = Static<typeof IceServerSchema>;
