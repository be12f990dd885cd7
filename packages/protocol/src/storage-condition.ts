import Type, { type Static } from 'typebox';
import { Strict } from './media.ts';

/** How the place is where segments and recordings are kept. */
export const StorageConditionSchema = Strict({
  /** `low`: there is little space left. `away`: nothing can be kept now. */
  state: Type.Union([Type.Literal('well'), Type.Literal('low'), Type.Literal('away')]),
  /** On control's own disk. */
  freeBytes: Type.Optional(Type.Number({ minimum: 0 })),
});
export type StorageCondition = Static<typeof StorageConditionSchema>;
