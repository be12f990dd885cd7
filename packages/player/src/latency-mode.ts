/**
 * low: parts, about two of them behind the edge. plain: whole segments, three of them behind, for a network that does not
 * bring parts in time.
 */
export type LatencyMode = 'low' | 'plain';

export interface ModeState {
  readonly mode: LatencyMode;
  /** When the picture stood still of late, in ms on the clock of the caller. */
  readonly stallsMs: readonly number[];
  readonly sinceMs: number;
  /** How long the plain way must be without a stall before low latency is tried again. */
  readonly calmMs: number;
}

const stallsWithinMs = 60_000;
/** What follows so soon is the same stall: a picture often starts and stops until it runs. */
const sameStallMs = 5000;
/** One may be a takeover, or a door that somebody walked through; so many are the network, more distance notwithstanding. */
const stallsTooMany = 6;
const firstCalmMs = 60_000;
const longestCalmMs = 15 * 60_000;
/** Low latency that is given up again so soon was tried too early. */
const triedInVainWithinMs = 3 * 60_000;

export const initialMode: ModeState = {
  mode: 'low',
  stallsMs: [],
  sinceMs: Number.NEGATIVE_INFINITY,
  calmMs: firstCalmMs,
};

/** Stalls in quick succession: whole segments, with more distance. */
export function modeAfterStall(state: ModeState, nowMs: number): ModeState {
  const recent = state.stallsMs.filter((atMs) => nowMs - atMs < stallsWithinMs);
  const isSame = nowMs - (recent.at(-1) ?? Number.NEGATIVE_INFINITY) < sameStallMs;
  const stallsMs = isSame ? recent : [...recent, nowMs];
  if (state.mode === 'plain' || stallsMs.length < stallsTooMany) return { ...state, stallsMs };
  const wasInVain = nowMs - state.sinceMs < triedInVainWithinMs;
  const calmMs = wasInVain ? Math.min(longestCalmMs, state.calmMs * 2) : firstCalmMs;
  return { mode: 'plain', stallsMs, sinceMs: nowMs, calmMs };
}

/** Looked at now and then: after a calm time low latency is tried again. */
export function modeAfterCalm(state: ModeState, nowMs: number): ModeState {
  if (state.mode === 'low' || nowMs - Math.max(state.sinceMs, ...state.stallsMs) < state.calmMs) return state;
  return { ...state, mode: 'low', stallsMs: [], sinceMs: nowMs };
}
