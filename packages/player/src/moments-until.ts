/** Something that happens at a moment of the programme. */
export interface Timed {
  /** Programme time, milliseconds since 1970. */
  readonly atMs: number;
}

/**
 * What has happened up to the playhead, in the order of the programme. Ahead of it lies what the stage knows already and the
 * viewer must not yet; and after a jump back, what they have seen before.
 * @param playheadMs the program date time of what is shown; undefined before anything is
 */
export function momentsUntil<T extends Timed>(moments: readonly T[], playheadMs: number | undefined): T[] {
  if (playheadMs === undefined) return [];
  return moments.filter(({ atMs }) => atMs <= playheadMs).sort((a, b) => a.atMs - b.atMs);
}
