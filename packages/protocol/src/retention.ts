import Type, { type Static } from 'typebox';
import { Strict } from './media.ts';

/**
 * What is kept of recordings: one that is past any of the bounds goes into the bin, the oldest first. Without a bound
 * everything is kept.
 */
export const RetentionRuleSchema = Strict({
  /** So long after it was made. */
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
  /** So many, the newest. */
  count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  /** So much together, the newest; the newest one alone may be more. */
  bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
});
export type RetentionRule = Static<typeof RetentionRuleSchema>;
