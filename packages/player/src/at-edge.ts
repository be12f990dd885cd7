import type { LatencyMode } from './latency-mode.ts';

/** Seconds behind the stage. Beyond `lost` nobody would call it live; it is live again below `found`. */
const bounds: Readonly<Record<LatencyMode, { readonly lost: number; readonly found: number }>> = {
  low: { lost: 8, found: 5 },
  plain: { lost: 16, found: 12 },
};

export interface EdgeClaim {
  /** The player keeps near the edge, or is on its way there. */
  readonly follows: boolean;
  /** Undefined: not known. */
  readonly latencySeconds: number | undefined;
  readonly mode: LatencyMode;
}

/** Whether what is shown may be called live. A machine or a network that is too slow falls behind, whatever the player wants. */
export function isAtEdge(wasAtEdge: boolean, { follows, latencySeconds, mode }: EdgeClaim): boolean {
  if (!follows || latencySeconds === undefined) return follows;
  const { lost, found } = bounds[mode];
  return latencySeconds <= (wasAtEdge ? lost : found);
}
