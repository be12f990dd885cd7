import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { SourceSchema, Strict } from './media.ts';
import { Instant, PersonNameSchema, RoleSchema } from './webinar.ts';

// What people on and before the stage do with each other. The methods and events are part of `stageServer`.

/**
 * On the stage, or in the green room behind it: who is backstage sees and hears the others and is seen and heard by
 * them, and is not in the programme.
 */
export const PlaceSchema = Type.Union([Type.Literal('stage'), Type.Literal('backstage')]);
export type Place = Static<typeof PlaceSchema>;

/** Somebody in the audience who would like to speak. */
export const HandSchema = Strict({ participantId: ParticipantIdSchema, name: PersonNameSchema, raisedAt: Instant });
export type Hand = Static<typeof HandSchema>;

/** What only the receiver of the state needs to know of themselves. */
export const OwnStateSchema = Strict({
  /** The role that counts now, whatever the link says. */
  role: RoleSchema,
  handRaised: Type.Boolean(),
  /** Their hand is one of the first, and may be chosen at any moment: what they would need can be opened ahead. Default: false. */
  handIsNext: Type.Optional(Type.Boolean()),
  /** Who asks this person to come on stage; null when nobody does. */
  offeredBy: Type.Union([PersonNameSchema, Type.Null()]),
});
export type OwnState = Static<typeof OwnStateSchema>;

export const ChatRoomSchema = Type.Union([Type.Literal('stage'), Type.Literal('public')]);
export type ChatRoom = Static<typeof ChatRoomSchema>;

export const maxChatLength = 500;
/** A page that comes later gets this many of the last messages of each room that it may read. */
export const chatHistoryLength = 200;

export const ChatMessageSchema = Strict({
  id: Type.String({ maxLength: 64 }),
  room: ChatRoomSchema,
  from: Strict({ id: ParticipantIdSchema, name: PersonNameSchema, role: RoleSchema }),
  text: Type.String({ minLength: 1, maxLength: maxChatLength }),
  at: Instant,
});
export type ChatMessage = Static<typeof ChatMessageSchema>;

/** The reactions that there are, in the order of the page. */
export const reactions = ['👏', '❤️', '😂', '😮', '🎉', '👍'] as const;
export type Reaction = (typeof reactions)[number];
// The list's own types are lost in `map`.
export const ReactionSchema = Type.Unsafe<Reaction>(Type.Union(reactions.map((emoji) => Type.Literal(emoji))));
/** How often each was used; one that is absent was not. */
export type ReactionCounts = Partial<Record<Reaction, number>>;
export const ReactionCountsSchema = Type.Unsafe<ReactionCounts>(
  Strict(Object.fromEntries(reactions.map((emoji) => [emoji, Type.Optional(Type.Integer({ minimum: 0 }))]))),
);

/** What a page shows of somebody, so that the room can choose a layer. */
export const ShownTileSchema = Strict({
  participantId: ParticipantIdSchema,
  source: Type.Union([Type.Literal('camera'), Type.Literal('screen')]),
  /** Device pixels. 0: not on the screen (scrolled away, folded in). */
  heightPx: Type.Integer({ minimum: 0, maximum: 10_000 }),
  isPinned: Type.Boolean(),
});
export type ShownTile = Static<typeof ShownTileSchema>;

/** A page's whole view, sent at each change, not more than a few times a second. */
export const ViewSchema = Strict({
  /** The tab is in the background, or the screen is off: sound goes on, pictures stop. */
  isHidden: Type.Boolean(),
  tiles: Type.Array(ShownTileSchema, { maxItems: 64 }),
  /** The machine cannot keep up with what it decodes: smaller pictures would be shown better. */
  isStrained: Type.Optional(Type.Boolean()),
});
export type View = Static<typeof ViewSchema>;

/** The layers that a producer has to send: up to this one; −1 none at all. Higher ones cost uplink for nothing. */
export const WantedLayersSchema = Strict({
  source: SourceSchema,
  maxSpatialLayer: Type.Integer({ minimum: -1, maximum: 7 }),
});
