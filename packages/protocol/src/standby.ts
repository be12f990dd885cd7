import Type, { type Static } from 'typebox';

/**
 * What a room keeps ready for the death of an SFU node: `off`, nothing; `standby`, one more node, while its people are all
 * on one; `all`, every other node that fits, up to a few, one after the other.
 */
export const StandbyPolicySchema = Type.Union([Type.Literal('off'), Type.Literal('standby'), Type.Literal('all')]);
export type StandbyPolicy = Static<typeof StandbyPolicySchema>;
