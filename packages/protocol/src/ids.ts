import Type from 'typebox';

declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type WebinarId = Branded<'webinar'>;
export type ProgrammeId = Branded<'programme'>;
export type ParticipantId = Branded<'participant'>;
export type RecordingId = Branded<'recording'>;
export type OutputId = Branded<'output'>;
/** Of a link to a recording. */
export type ShareId = Branded<'share'>;
export type NodeId = Branded<'node'>;
/** A room is the live side of one webinar, and has its id. */
export type RoomId = WebinarId;

/** Ids are made by `newId`: a letter that tells the kind, an underscore, and 20 characters of base 32. */
export const idPattern = '^[a-z]{1,3}_[a-z2-7]{20}$';

export const Id = <B extends string>() => Type.Unsafe<Branded<B>>(Type.String({ pattern: idPattern }));
export const WebinarIdSchema = Id<'webinar'>();
export const ProgrammeIdSchema = Id<'programme'>();
export const ParticipantIdSchema = Id<'participant'>();
export const RecordingIdSchema = Id<'recording'>();
export const OutputIdSchema = Id<'output'>();
export const ShareIdSchema = Id<'share'>();
export const NodeIdSchema = Type.Unsafe<NodeId>(
  Type.String({ minLength: 1, maxLength: 64, pattern: '^[a-zA-Z0-9._-]+$' }),
);

/** Where nodes and people are, in the operator's words: `eu-west`. */
export const RegionSchema = Type.String({ pattern: '^[a-z0-9-]{1,32}$' });

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const prefixes = { webinar: 'w', programme: 'p', participant: 'u', recording: 'r', output: 'o', share: 's' } as const;
export type IdKind = keyof typeof prefixes;

/** A new random id with 100 bits from the platform's generator. */
export function newId<K extends IdKind>(kind: K): Branded<K> {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return `${prefixes[kind]}_${Array.from(bytes, (byte) => alphabet[byte & 31]).join('')}` as Branded<K>;
}
