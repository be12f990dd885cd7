/**
 * How many pictures somebody's downlink carries beside the sound: all that their page shows, the one they want most at
 * its lowest layer, or none. Sound is never taken away.
 */
export type Carried = 'all' | 'one' | 'none';

/** What is left for pictures, in kbit/s: below it the next step is taken. A lowest layer needs up to 150, half of it at half its frames. */
const tooThinKbps = { all: 200, one: 60 } as const;
/** And above it the step is taken back. Far enough from the other that the gain itself does not undo it. */
const wideAgainKbps = { one: 400, none: 120 } as const;
/** Estimates come once a second: a single bad one is a busy moment. */
const lowerAfterMs = 1200;
/** Once wide is a probe's luck. */
const raiseAfterMs = 1500;
/** Without pictures the path is hardly measured: one is tried now and then, after a wait that doubles while it fails. */
const firstTryMs = 8000;
const longestTryMs = 32_000;

/** Times are of a monotonic clock, in milliseconds. */
export interface CarriedState {
  readonly carried: Carried;
  /** What the estimates ask for, and since when. */
  readonly leaning: { readonly to: Carried; readonly sinceMs: number } | null;
  /** How long it stays without any picture before one is tried. */
  readonly tryAfterMs: number;
  /** When that is; null while there are pictures. */
  readonly tryAtMs: number | null;
}

export const carriesAll: CarriedState = { carried: 'all', leaning: null, tryAfterMs: firstTryMs, tryAtMs: null };

/** The SFU's estimate of what a receiver's path has for pictures. */
export interface Estimate {
  readonly kbps: number;
  readonly atMs: number;
}

/** An estimate came. Falls and rises one step at a time, each after it has lasted. */
export function withEstimate(before: CarriedState, { kbps, atMs }: Estimate): CarriedState {
  const state = atTime(before, atMs);
  const to = stepFor(state.carried, kbps);
  if (to === state.carried) return state.leaning === null ? state : { ...state, leaning: null };
  if (state.leaning?.to === to) return state;
  return { ...state, leaning: { to, sinceMs: atMs } };
}

/** What fell due until now. */
export function atTime(state: CarriedState, nowMs: number): CarriedState {
  const dueMs = carriedDueMs(state);
  if (dueMs === null || nowMs < dueMs) return state;
  const { leaning, tryAtMs } = state;
  const isTry = leaning === null || (tryAtMs !== null && tryAtMs < dueOf(leaning, state.carried));
  return enter(state, isTry ? 'one' : leaning.to, dueMs);
}

/** When `atTime` will answer something else if nothing comes; null: never. */
export function carriedDueMs({ leaning, tryAtMs, carried }: CarriedState): number | null {
  if (leaning === null) return tryAtMs;
  return Math.min(dueOf(leaning, carried), tryAtMs ?? Number.POSITIVE_INFINITY);
}

const order = ['none', 'one', 'all'] as const;
const isLower = (to: Carried, from: Carried) => order.indexOf(to) < order.indexOf(from);

const dueOf = ({ to, sinceMs }: { to: Carried; sinceMs: number }, from: Carried): number =>
  sinceMs + (isLower(to, from) ? lowerAfterMs : raiseAfterMs);

/** The neighbouring step that an estimate asks for, or the same. */
function stepFor(carried: Carried, kbps: number): Carried {
  switch (carried) {
    case 'all':
      return kbps < tooThinKbps.all ? 'one' : 'all';
    case 'one':
      if (kbps < tooThinKbps.one) return 'none';
      return kbps >= wideAgainKbps.one ? 'all' : 'one';
    case 'none':
      return kbps >= wideAgainKbps.none ? 'one' : 'none';
  }
}

function enter(state: CarriedState, carried: Carried, atMs: number): CarriedState {
  if (carried === 'all') return carriesAll;
  if (carried === 'one') return { ...state, carried, leaning: null, tryAtMs: null };
  const { tryAfterMs } = state;
  return {
    carried,
    leaning: null,
    tryAtMs: atMs + tryAfterMs,
    tryAfterMs: Math.min(longestTryMs, 2 * tryAfterMs),
  };
}
