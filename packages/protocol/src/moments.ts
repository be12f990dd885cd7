import Type, { type Static } from 'typebox';
import { Strict } from './media.ts';
import { PersonNameSchema } from './webinar.ts';

// What happens in the programme, told to the audience with the time at which their picture shows it.

/** One line of text, without control characters. */
const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

/** Something for the audience to read or to open, beside the picture for a while. */
export const CardSchema = Strict({
  text: Line(200),
  /** Opened in a new tab. */
  link: Type.Optional(Type.String({ maxLength: 1000, pattern: '^https?://[^\\s\\u0000-\\u001f\\u007f]+$' })),
  seconds: Type.Integer({ minimum: 5, maximum: 600 }),
});
export type Card = Static<typeof CardSchema>;

export const MomentSchema = Strict({
  /** Programme time, milliseconds since 1970: the EXT-X-PROGRAM-DATE-TIME of the first picture that shows it. */
  atMs: Type.Number({ minimum: 0 }),
  what: Type.Union([
    /** Who speaks from then on; null: nobody. */
    Strict({ kind: Type.Literal('speaker'), name: Type.Union([PersonNameSchema, Type.Null()]) }),
    /** The layout from then on: a kind of scene. */
    Strict({ kind: Type.Literal('scene'), scene: Type.String({ maxLength: 40 }) }),
    /** A host shows it. */
    Strict({ kind: Type.Literal('card'), card: CardSchema }),
  ]),
});
export type Moment = Static<typeof MomentSchema>;
