export interface EdgeReading {
  /** From the playhead to the newest part that exists, in seconds. */
  readonly distanceSeconds: number;
  /** Where the playhead should be, in seconds behind the edge. */
  readonly targetSeconds: number;
  /** What is buffered ahead of the playhead, in seconds. */
  readonly bufferedSeconds: number;
}

export type RateDecision =
  | { readonly type: 'rate'; readonly rate: number }
  /** Too far for a change of speed: jump to the target. */
  | { readonly type: 'seek' };

const seekBeyondSeconds = 6;
const nearSeconds = 1;
const deadBandSeconds = 0.03;
/** Nobody hears 3 % of speed in speech; 10 % is heard, but not disturbing, for the second or two that it lasts. */
const gentle = { slowest: 0.9, fastest: 1.1 };
/** Also on the way from far behind, when nothing may be left out. */
export const fastestFromAfar = 1.5;
/** Speeding up with less than this in the buffer would run it dry. */
const thinBufferSeconds = 0.15;

/**
 * The playback rate that keeps the playhead at its distance from the live edge. hls.js has its own catch-up, which
 * works only with more than a second of buffer; this one works with two parts.
 */
export function decideRate({ distanceSeconds, targetSeconds, bufferedSeconds }: EdgeReading): RateDecision {
  const lagSeconds = distanceSeconds - targetSeconds;
  if (lagSeconds > seekBeyondSeconds) return { type: 'seek' };
  if (Math.abs(lagSeconds) <= deadBandSeconds) return { type: 'rate', rate: 1 };
  if (lagSeconds < 0) return { type: 'rate', rate: Math.max(gentle.slowest, 1 + lagSeconds * 0.4) };
  if (bufferedSeconds < thinBufferSeconds) return { type: 'rate', rate: 1 };
  if (lagSeconds <= nearSeconds) return { type: 'rate', rate: Math.min(gentle.fastest, 1 + lagSeconds * 0.3) };
  return { type: 'rate', rate: Math.min(fastestFromAfar, gentle.fastest + (lagSeconds - nearSeconds) * 0.2) };
}

/** So near that what is left is made good without anybody noticing. */
export const hasCaughtUp = ({ distanceSeconds, targetSeconds }: EdgeReading): boolean =>
  distanceSeconds - targetSeconds <= nearSeconds;

export interface TargetState {
  /** Distance to keep, in parts. */
  readonly parts: number;
  readonly stalledAtMs: number | undefined;
}

const fewestParts = 2;
const mostParts = 5;
/** After this long without a stall, half a part is given back. */
const calmMs = 30_000;

export const initialTarget: TargetState = { parts: fewestParts, stalledAtMs: undefined };

/** A stall asks for more distance: half a part each time. */
export const targetAfterStall = (state: TargetState, nowMs: number): TargetState => ({
  parts: Math.min(mostParts, state.parts + 0.5),
  stalledAtMs: nowMs,
});

/** Looked at now and then: calm times bring the playhead nearer again. */
export function targetAfterCalm(state: TargetState, nowMs: number): TargetState {
  if (state.stalledAtMs === undefined || nowMs - state.stalledAtMs < calmMs) return state;
  const parts = Math.max(fewestParts, state.parts - 0.5);
  return { parts, stalledAtMs: parts === fewestParts ? undefined : nowMs };
}
