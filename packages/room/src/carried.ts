/**
 * What somebody's downlink carries beside the sound: every picture that their page shows, or only the one that they
 * want most, at its lowest layer. The SFU itself sends that one whenever it fits, and nothing of it when it does not.
 * Sound is never taken away. `trial`: the one, for a few seconds, even if it has no layers.
 */
export type Carried = 'all' | 'one' | 'trial';

/** With less than this left for pictures, in kbit/s, there is one. A lowest layer needs up to 150, and half of it at half its frames. */
const tooThinKbps = 200;
/** With this there are all again. Far enough from the other that what is gained does not undo it. */
const wideAgainKbps = 400;
/** Estimates come once a second: a single bad one is a busy moment. */
const lowerAfterMs = 1200;
/** Wide once may be a probe's luck. */
const raiseAfterMs = 1500;
/** How long a picture that cannot be made smaller is tried; a path that is wide again says so by then. */
const trialMs = 4000;
/** Before the first trial; twice as long after each that failed, since its sound suffers by them. */
const firstTrialMs = 5000;
const trialsAtMostEveryMs = 40_000;
/** An estimate that falls to this part of itself during a trial ends it. */
const trialFails = 0.8;

/** Times are of a monotonic clock, in milliseconds. */
export type CarriedState = Wide | Thin;

interface Wide {
  readonly carried: 'all';
  /** Since when the estimates ask for fewer pictures; null while they do not. */
  readonly leaningSinceMs: number | null;
}

interface Thin {
  readonly carried: 'one' | 'trial';
  /** Since when the estimates ask for all pictures again; null while they do not. */
  readonly leaningSinceMs: number | null;
  /**
   * No picture with layers is there, so none is sent, and an estimate that nothing is sent against never rises: without
   * trials a moment's trouble would stop the pictures for good.
   */
  readonly isStuck: boolean;
  /** Since when it is what it is. */
  readonly sinceMs: number;
  readonly failedTrials: number;
  /** The newest estimate, and the one that the trial began with. */
  readonly kbps: number;
  readonly fromKbps: number;
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
  const leaningSinceMs = asksForOther ? (state.leaningSinceMs ?? atMs) : null;
  if (state.carried === 'all') return leaningSinceMs === state.leaningSinceMs ? state : { ...state, leaningSinceMs };
  const now: Thin = { ...state, kbps, leaningSinceMs };
  const isWorse = now.carried === 'trial' && kbps < now.fromKbps * trialFails && atMs >= now.sinceMs + lowerAfterMs;
  return isWorse ? failed(now, atMs) : now;
}

/** Whether a receiver on a thin path has no picture that could be sent small. */
export const withStuck = (state: CarriedState, isStuck: boolean): CarriedState =>
  state.carried === 'all' || state.isStuck === isStuck ? state : { ...state, isStuck };

/** What fell due until now. */
export function atTime(state: CarriedState, nowMs: number): CarriedState {
  const dueMs = carriedDueMs(state);
  if (dueMs === null || nowMs < dueMs) return state;
  if (state.carried === 'all') {
    const nothingYet = { isStuck: false, failedTrials: 0, kbps: 0, fromKbps: 0 };
    return { carried: 'one', leaningSinceMs: null, sinceMs: nowMs, ...nothingYet };
  }
  const raiseMs = raiseDueMs(state);
  if (raiseMs !== null && nowMs >= raiseMs) return carriesAll;
  if (state.carried === 'one') return { ...state, carried: 'trial', sinceMs: nowMs, fromKbps: state.kbps };
  return state.kbps >= tooThinKbps ? carriesAll : failed(state, nowMs);
}

/** When `atTime` will answer another if nothing comes; null: never. */
export function carriedDueMs(state: CarriedState): number | null {
  if (state.carried === 'all') return state.leaningSinceMs === null ? null : state.leaningSinceMs + lowerAfterMs;
  const dues = [raiseDueMs(state), trialDueMs(state)].filter((due) => due !== null);
  return dues.length === 0 ? null : Math.min(...dues);
}

const raiseDueMs = ({ leaningSinceMs }: Thin): number | null =>
  leaningSinceMs === null ? null : leaningSinceMs + raiseAfterMs;

/** When a trial begins or ends. */
function trialDueMs({ carried, isStuck, sinceMs, failedTrials }: Thin): number | null {
  if (carried === 'trial') return sinceMs + trialMs;
  return isStuck ? sinceMs + Math.min(firstTrialMs * 2 ** failedTrials, trialsAtMostEveryMs) : null;
}

const failed = (state: Thin, sinceMs: number): Thin => ({
  ...state,
  carried: 'one',
  sinceMs,
  failedTrials: state.failedTrials + 1,
});
