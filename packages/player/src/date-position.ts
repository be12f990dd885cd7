/** A stretch of the programme as a playlist lists it. */
export interface DatedStretch {
  /** On the video's own scale, in seconds. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** EXT-X-PROGRAM-DATE-TIME of its beginning, in ms since the epoch; undefined where the playlist has none. */
  readonly dateMs: number | undefined;
}

/**
 * Where to begin so that nothing after `dateMs` is missed: at that moment where the playlist has it; at its first
 * moment where that is gone already; `undefined` where the playlist does not reach so far yet (its end is the
 * nearest that is not ahead), or tells no dates. A programme may have gaps; a moment within one begins after it.
 */
export function positionAtDate(stretches: readonly DatedStretch[], dateMs: number): number | undefined {
  const dated = stretches.filter((one): one is DatedStretch & { dateMs: number } => one.dateMs !== undefined);
  for (const { startSeconds, durationSeconds, dateMs: beginMs } of dated) {
    if (dateMs < beginMs) return startSeconds;
    if (dateMs < beginMs + durationSeconds * 1000) return startSeconds + (dateMs - beginMs) / 1000;
  }
  return undefined;
}
