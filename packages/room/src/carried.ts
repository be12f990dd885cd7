/**
 * What somebody's downlink carries beside the sound: every picture that their page shows, or only the one that they
 * want most, at its lowest layer. The SFU itself sends that one whenever it fits, and nothing of it when it does not.
 * Sound is never taken away.
 */
export type Carried = 'all' | 'one';

/** With less than this left for pictures, in kbit/s, there is one. A lowest layer needs up to 150, and half of it at half its frames. */
const tooThinKbps = 200;
/** With this there are all again. Far enough from the other that what is gained does not undo it. */
const wideAgainKbps = 400;
/** Estimates come once a second: a single bad one is a busy moment. */
const lowerAfterMs = 1200;
/** Wide once may be a probe's luck. */
const raiseAfterMs = 1500;

/** Times are of a monotonic clock, in milliseconds. */
export interface CarriedState {
  readonly carried: Carried;
  /** Since when the estimates ask for the other; null while they do not. */
  readonly leaningSinceMs: number | null;
}

export const carriesAll: CarriedState = { carried: 'all', leaningSinceMs: null };

/** The SFU's estimate of what a receiver's path has for pictures. */
export interface Estimate {
  readonly kbps: number;
  readonly atMs: number;
}

/** An estimate came. */
export function withEstimate(before: CarriedState, { kbps, atMs }: Estimate): CarriedState {
  const state = atTime(before, atMs);
  const asksForOther = state.carried === 'all' ? kbps < tooThinKbps : kbps >= wideAgainKbps;
  if (asksForOther === (state.leaningSinceMs !== null)) return state;
  return { ...state, leaningSinceMs: asksForOther ? atMs : null };
}

/** What fell due until now. */
export function atTime(state: CarriedState, nowMs: number): CarriedState {
  const dueMs = carriedDueMs(state);
  if (dueMs === null || nowMs < dueMs) return state;
  return { carried: state.carried === 'all' ? 'one' : 'all', leaningSinceMs: null };
}

/** When `atTime` will answer the other if nothing comes; null: never. */
export const carriedDueMs = ({ carried, leaningSinceMs }: CarriedState): number | null =>
  leaningSinceMs === null ? null : leaningSinceMs + (carried === 'all' ? lowerAfterMs : raiseAfterMs);
