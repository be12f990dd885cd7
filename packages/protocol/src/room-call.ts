import Type, { type Static } from 'typebox';
import { ParticipantIdSchema } from './ids.ts';
import { Strict } from './media.ts';

/** What one control process asks of another, which owns the room. */
export const RoomCallSchema = Type.Union([
  Strict({ name: Type.Literal('refresh') }),
  Strict({ name: Type.Literal('delete') }),
  Strict({ name: Type.Literal('go-live') }),
  Strict({ name: Type.Literal('assert-not-removed'), participantId: ParticipantIdSchema }),
]);
export type RoomCall = Static<typeof RoomCallSchema>;
