import { type Reaction, type ReactionCounts, reactions } from '@rostrum/protocol';

/** One sign on its way up. */
export interface Float {
  readonly key: number;
  readonly reaction: Reaction;
  /** 0 to 1, across the strip where they rise. */
  readonly across: number;
  readonly delayMs: number;
}

const mostAtOnce = 24;
const mostOfOneKind = 6;
const spreadMs = 900;

/** A burst as a few signs spread over the second that it stands for: a thousand claps are not a thousand signs. */
export function floatsOf(counts: ReactionCounts, firstKey: number, random: () => number = Math.random): Float[] {
  const signs = reactions.flatMap((reaction) =>
    Array.from({ length: Math.min(mostOfOneKind, counts[reaction] ?? 0) }, () => reaction),
  );
  return signs.map((reaction, index) => ({
    key: firstKey + index,
    reaction,
    across: random(),
    delayMs: Math.round(random() * spreadMs),
  }));
}

/** The newest ones, as many as may be seen together. */
export const together = (before: readonly Float[], more: readonly Float[]): Float[] =>
  [...before, ...more].slice(-mostAtOnce);
