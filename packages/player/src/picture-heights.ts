/** What is needed to know of a level of hls.js. */
interface SizedLevel {
  /** 0 where the playlist says none. */
  readonly height: number;
}

/** The heights of the pictures that there are, the highest first. One alone is no choice. */
export function heightsOf(levels: readonly SizedLevel[]): readonly number[] {
  const heights = [...new Set(levels.map(({ height }) => height))].filter((height) => height > 0);
  return heights.length > 1 ? heights.sort((a, b) => b - a) : [];
}

/**
 * The level for a height that somebody has chosen, maybe of another programme: the highest that is no higher, else the
 * lowest. −1 is the engine's own choice.
 */
export function levelFor(levels: readonly SizedLevel[], height: number | undefined): number {
  const heights = heightsOf(levels);
  if (height === undefined || heights.length === 0) return -1;
  const chosen = heights.find((one) => one <= height) ?? heights.at(-1);
  return levels.findIndex((level) => level.height === chosen);
}
