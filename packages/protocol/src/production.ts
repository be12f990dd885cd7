import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { Strict } from './media.ts';
import { Instant } from './webinar.ts';

/** One line that is painted into the programme. */
const Line = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' });

/** What stands below somebody's name: “Head of Research, Example Ltd”. */
export const PersonTitleSchema = Line(120);

/** What a slate says by itself. `starting` counts down when it knows until when. */
export const SlateKindSchema = Type.Union([
  Type.Literal('starting'),
  Type.Literal('back-soon'),
  Type.Literal('thank-you'),
]);
export type SlateKind = Static<typeof SlateKindSchema>;

/** Somebody in front, chosen by the host; who is not on the stage leaves their place to the next by order. */
const Chosen = (maxItems: number) => Type.Array(ParticipantIdSchema, { maxItems });

/**
 * How the programme is laid out. Where a scene has room for chosen people and none (or too few) are, the spotlight, the
 * speaker and the order fill it. What a scene cannot show (a share that nobody has) falls back to `auto`.
 */
export const SceneSchema = Type.Union([
  /** By what is there: a share beside its people, a grid of a few, the speaker with a strip of many. */
  Strict({ kind: Type.Literal('auto') }),
  Strict({ kind: Type.Literal('grid') }),
  /** One large, the others in a strip below. */
  Strict({ kind: Type.Literal('speaker'), people: Chosen(1) }),
  /** Two halves: the share and a person, or two people. */
  Strict({ kind: Type.Literal('side-by-side'), people: Chosen(2) }),
  /** The share, or a first person, over the whole canvas, and a person in a corner. */
  Strict({ kind: Type.Literal('picture-in-picture'), people: Chosen(2) }),
  /** The share over the whole canvas. */
  Strict({ kind: Type.Literal('share') }),
  /** One person over the whole canvas. */
  Strict({ kind: Type.Literal('person'), people: Chosen(1) }),
  /** Two large, the others in a small strip. */
  Strict({ kind: Type.Literal('interview'), people: Chosen(2) }),
  Strict({ kind: Type.Literal('slate'), slate: SlateKindSchema, until: Type.Optional(Instant) }),
]);
export type Scene = Static<typeof SceneSchema>;
export type SceneKind = Scene['kind'];

/** How one scene follows another. */
export const TransitionSchema = Type.Union([
  Strict({ kind: Type.Literal('cut') }),
  Strict({ kind: Type.Literal('fade'), milliseconds: Type.Integer({ minimum: 100, maximum: 1000 }) }),
]);
export type Transition = Static<typeof TransitionSchema>;

export const LowerThirdSchema = Strict({ name: Line(120), title: Line(120) });
export type LowerThird = Static<typeof LowerThirdSchema>;

/** A person's loudness in the programme, beside what the slow gain does by itself. */
export const GainSchema = Strict({
  participantId: ParticipantIdSchema,
  decibels: Type.Number({ minimum: -24, maximum: 12 }),
});

/** What the host directs while the programme runs. Part of the room's record. */
export const ProductionSchema = Strict({
  scene: SceneSchema,
  transition: TransitionSchema,
  /** In front of the speaker, until it is taken back. */
  spotlight: Type.Union([ParticipantIdSchema, Type.Null()]),
  /** On the stage and heard, not seen. */
  hidden: Type.Array(ParticipantIdSchema, { maxItems: 64, uniqueItems: true }),
  /** Who is named here comes first, in this order; all others follow in order of joining. */
  order: Type.Array(ParticipantIdSchema, { maxItems: 64, uniqueItems: true }),
  lowerThird: Type.Union([LowerThirdSchema, Type.Null()]),
  ticker: Type.Union([Line(500), Type.Null()]),
  gains: Type.Array(GainSchema, { maxItems: 64 }),
});
export type Production = Static<typeof ProductionSchema>;

export const defaultProduction: Production = {
  scene: { kind: 'auto' },
  transition: { kind: 'cut' },
  spotlight: null,
  hidden: [],
  order: [],
  lowerThird: null,
  ticker: null,
  gains: [],
};

/** Only the fields that change; each replaces what was there. */
export const ProductionChangeSchema = Type.Partial(ProductionSchema, { additionalProperties: false });
export type ProductionChange = Static<typeof ProductionChangeSchema>;

/** #rrggbb */
const Colour = Type.String({ pattern: '^#[0-9a-f]{6}$' });

/** Of an uploaded picture: the SHA-256 of what was kept of it, hexadecimal. */
export const AssetIdSchema = Type.String({ pattern: '^[0-9a-f]{64}$' });

/** The look of one webinar's programme. Pictures are PNG files that the server has written anew. */
export const BrandingSchema = Strict({
  background: Colour,
  accent: Colour,
  text: Colour,
  backgroundImage: Type.Union([AssetIdSchema, Type.Null()]),
  logo: Type.Union([AssetIdSchema, Type.Null()]),
  nameLabels: Type.Boolean(),
});
export type Branding = Static<typeof BrandingSchema>;

export const defaultBranding: Branding = {
  background: '#0f1216',
  accent: '#4c8dff',
  text: '#e8ebef',
  backgroundImage: null,
  logo: null,
  nameLabels: true,
};

export const BrandingChangeSchema = Type.Partial(BrandingSchema, { additionalProperties: false });
export type BrandingChange = Static<typeof BrandingChangeSchema>;

/** What an uploaded picture is for: it decides how large it is kept. */
export const AssetUseSchema = Type.Union([Type.Literal('logo'), Type.Literal('background')]);
export type AssetUse = Static<typeof AssetUseSchema>;

/** The largest file that is taken as a picture. */
export const maxUploadBytes = 5 * 1024 * 1024;
/** Pixels, of each side of an uploaded picture. */
export const maxUploadSide = 4096;

/** An uploaded picture as it was kept. */
export const AssetSchema = Strict({
  id: AssetIdSchema,
  use: AssetUseSchema,
  width: Type.Integer({ minimum: 1 }),
  height: Type.Integer({ minimum: 1 }),
});
export type Asset = Static<typeof AssetSchema>;

/** What who directs must know beyond what everybody on the stage does. */
export const DirectionSchema = Strict({ production: ProductionSchema, branding: BrandingSchema });
export type Direction = Static<typeof DirectionSchema>;
