import Type, { type Static } from 'typebox';
import { CaptionTrackSchema } from './captions.ts';
import type { LinkDefinition } from './definition.ts';
import { ParticipantIdSchema, ProgrammeIdSchema } from './ids.ts';
import { EpochSchema, Nothing, PayloadType, RtpAddressSchema, Strict, Uint32 } from './media.ts';
import { AssetIdSchema, BrandingSchema, defaultBranding, defaultProduction, ProductionSchema } from './production.ts';

/** One RTP stream that reaches the mixer over the programme's single plain transport; told apart by `ssrc`. */
export const RtpStreamSchema = Strict({
  producerId: Type.String({ maxLength: 64 }),
  codec: Type.Union([Type.Literal('vp8'), Type.Literal('h264'), Type.Literal('opus')]),
  payloadType: PayloadType,
  clockRate: Type.Integer({ minimum: 8000, maximum: 192000 }),
  ssrc: Uint32,
  /** Where NACKed packets come back (RFC 4588). */
  rtx: Type.Optional(Strict({ payloadType: PayloadType, ssrc: Uint32 })),
  /** Muted, or camera off: nothing arrives until it is false again. */
  paused: Type.Boolean(),
});
export type RtpStream = Static<typeof RtpStreamSchema>;

export const ProgrammeParticipantSchema = Strict({
  id: ParticipantIdSchema,
  name: Type.String({ maxLength: 120 }),
  /** A line under the name ("Head of research"); may be empty. */
  title: Type.String({ maxLength: 120 }),
  microphone: Type.Optional(RtpStreamSchema),
  camera: Type.Optional(RtpStreamSchema),
  /** The camera's best layer, for its track, where the programme may have a lower one. */
  cameraTrack: Type.Optional(RtpStreamSchema),
  screen: Type.Optional(RtpStreamSchema),
  screenAudio: Type.Optional(RtpStreamSchema),
});
export type ProgrammeParticipant = Static<typeof ProgrammeParticipantSchema>;

/** The whole wanted state of a programme. Sent anew at each change; the mixer works out what is different. */
export const ProgrammeStateSchema = Strict({
  /** Grows by one with each change; an older one is ignored. */
  revision: Type.Integer({ minimum: 0 }),
  /** In order of joining: the order of the tiles. */
  participants: Type.Array(ProgrammeParticipantSchema, { maxItems: 64 }),
  /** Shown when nobody is there. */
  slate: Strict({ title: Type.String({ maxLength: 300 }), message: Type.String({ maxLength: 300 }) }),
  production: ProductionSchema,
  branding: BrandingSchema,
  /** Who speaks, held steady by the room; a mixer does not guess. */
  speaker: Type.Union([ParticipantIdSchema, Type.Null()]),
  /** Each source is kept as it arrives, too. Default false. */
  recordsTracks: Type.Optional(Type.Boolean()),
});
export type ProgrammeState = Static<typeof ProgrammeStateSchema>;

/** A programme that nobody has directed yet. */
export const undirected: Pick<ProgrammeState, 'production' | 'branding' | 'speaker'> = {
  production: defaultProduction,
  branding: defaultBranding,
  speaker: null,
};

export const CanvasSchema = Strict({
  width: Type.Integer({ minimum: 160, maximum: 3840 }),
  height: Type.Integer({ minimum: 90, maximum: 2160 }),
  frameRate: Type.Union([Type.Literal(25), Type.Literal(30)]),
});
export type Canvas = Static<typeof CanvasSchema>;

/** Heights of the renditions that are scaled down from the canvas. Those that are not below it are left out. */
export const LadderSchema = Type.Array(Type.Integer({ minimum: 90, maximum: 2160 }), {
  maxItems: 4,
  uniqueItems: true,
});

const ProgrammeRef = { programmeId: ProgrammeIdSchema, epoch: EpochSchema };
/** `leaseEpoch` is that of control's lease of the room: once a higher one has asked, a lower is refused with LEASE_LOST. */
const OwnerRef = { ...ProgrammeRef, leaseEpoch: EpochSchema };

/** What a mixer node offers to control. One programme is one child process of the node. */
export const mixerLink = {
  methods: {
    /** Starts a programme's process, which opens its RTP socket; frames and parts flow from then on (a slate at first). */
    'programme.start': {
      request: Strict({
        ...OwnerRef,
        canvas: CanvasSchema,
        ladder: LadderSchema,
        origin: Strict({ url: Type.String({ maxLength: 2048 }), token: Type.String({ maxLength: 4096 }) }),
        state: ProgrammeStateSchema,
        /** For the origin, which makes them. */
        captions: Type.Optional(CaptionTrackSchema),
      }),
      response: Strict({ rtp: RtpAddressSchema }),
    },
    /** Tells where the SFU's plain transport listens: RTCP (receiver reports, NACK, PLI) goes there. */
    'programme.connect': { request: Strict({ ...OwnerRef, remote: RtpAddressSchema }), response: Nothing },
    'programme.update': { request: Strict({ ...OwnerRef, state: ProgrammeStateSchema }), response: Nothing },
    /**
     * Gives a programme a PNG picture that a state names, now or soon. A state may come first: it is painted without the
     * picture until that is there. Refused with ASSET_INVALID, which leaves the programme as it is, when the bytes are not
     * such a picture, or not the one whose SHA-256 is the id.
     */
    'programme.asset': {
      request: Strict({
        ...OwnerRef,
        assetId: AssetIdSchema,
        bytesBase64: Type.String({ maxLength: 700_000, pattern: '^[A-Za-z0-9+/]+={0,2}$' }),
      }),
      response: Nothing,
    },
    /** Encodes what is due, sends the last parts, tells the origin that the programme has ended, and ends the process. */
    'programme.stop': {
      request: Strict(OwnerRef),
      response: Strict({ durationSeconds: Type.Number({ minimum: 0 }) }),
    },
  },
  events: {
    /** The programme's process died or gave up. The room's supervisor places it anew with a higher epoch. */
    'programme.failed': Strict({ ...ProgrammeRef, reason: Type.String({ maxLength: 1000 }) }),
    /** Every 5 s while running. */
    'programme.stats': Strict({
      ...ProgrammeRef,
      outputSeconds: Type.Number(),
      cpuSeconds: Type.Number(),
      rssBytes: Type.Number(),
      repeatedFrames: Type.Integer(),
      /** How much work is left out because the machine is too slow; 0 is none. */
      governorLevel: Type.Integer(),
      /** The share of the last second in which frames were being made; near 1 there is no room. */
      busyShare: Type.Number(),
      sources: Type.Integer(),
    }),
  },
} as const satisfies LinkDefinition;
