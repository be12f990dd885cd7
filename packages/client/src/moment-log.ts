import type { Moment } from '@rostrum/protocol';

/** Enough for hours of turns and scenes; a viewer seldom goes back further. */
const kept = 1000;

/** The log with what came in, each moment once: what is read at a hello has mostly been heard already. */
export function withMoments(log: readonly Moment[], more: readonly Moment[]): readonly Moment[] {
  const known = new Set(log.map((moment) => JSON.stringify(moment)));
  const fresh = more.filter((moment) => !known.has(JSON.stringify(moment)));
  if (fresh.length === 0) return log;
  return [...log, ...fresh].sort((a, b) => a.atMs - b.atMs).slice(-kept);
}
