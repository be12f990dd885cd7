import type { ParticipantId } from '@rostrum/protocol';
import type { StageTiles, TileFacts } from './stage-tiles.ts';

export type Layout = 'grid' | 'speaker';

export interface Arrangement {
  /** In an order that does not depend on who is big. */
  readonly all: readonly TileFacts[];
  /** One that has most of the room; undefined: all are alike. */
  readonly big: TileFacts | undefined;
  readonly beside: readonly TileFacts[];
}

export interface Wishes {
  /** The key of a tile that this person chose to see big. */
  readonly pinned: string | undefined;
  readonly layout: Layout;
  /** Who spoke last, themselves excepted. */
  readonly speaker: ParticipantId | undefined;
}

/** What is big: a pin before a screen, a screen before the speaker. */
export function arrange({ people, screens }: StageTiles, { pinned, layout, speaker }: Wishes): Arrangement {
  const all = [...screens, ...people];
  const others = people.filter(({ isSelf }) => !isSelf);
  const spotlit = layout === 'speaker' ? (others.find(({ key }) => key === speaker) ?? others[0]) : undefined;
  const big = all.find(({ key }) => key === pinned) ?? screens.at(-1) ?? (people.length > 1 ? spotlit : undefined);
  return { all, big, beside: all.filter((tile) => tile !== big) };
}
