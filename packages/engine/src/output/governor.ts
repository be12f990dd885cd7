import type { Effort } from './programme-output.ts';

/** How much of the work is done. The frames of the programme are never fewer: only what is in them. */
export interface GovernorStep extends Effort {
  /** One of so many frames is painted; the others show the canvas again. */
  readonly paintDivider: number;
}

/**
 * From all of the work to the least, each step dropping what is missed least by most. Viewers of the smaller renditions
 * lose smoothness first, then all a little sharpness. No rendition ends: a player that has chosen it would find it gone,
 * so at last it carries one picture in each part. Then the canvas itself moves half as often.
 */
const withLadder: readonly GovernorStep[] = [
  { preset: 'veryfast', lowerDivider: 1, paintDivider: 1 },
  { preset: 'veryfast', lowerDivider: 2, paintDivider: 1 },
  { preset: 'superfast', lowerDivider: 2, paintDivider: 1 },
  { preset: 'superfast', lowerDivider: 10, paintDivider: 1 },
  { preset: 'ultrafast', lowerDivider: 10, paintDivider: 1 },
  { preset: 'ultrafast', lowerDivider: 10, paintDivider: 2 },
];
const alone = withLadder.filter((_, index) => index !== 1 && index !== 3);

export const governorSteps = ({ hasLadder }: { hasLadder: boolean }): readonly GovernorStep[] =>
  hasLadder ? withLadder : alone;

/** How it went since the last observation, which is about a second. */
export interface Observation {
  readonly atMs: number;
  /** The latest that a frame began after it was due. */
  readonly maxLateMs: number;
  /** The share of the time in which a frame was being made; 1 leaves none to catch up with. */
  readonly busyShare: number;
}

export interface GovernorState {
  /** Place in the steps: 0 is all of the work. */
  readonly level: number;
  /** Nothing is judged before: what is late is made good first. */
  readonly settledMs: number;
  /** Since when there has been room for more. */
  readonly roomSinceMs: number | undefined;
  /** How long there must be room before more is tried. */
  readonly patienceMs: number;
  /** When more was tried last. */
  readonly triedMs: number;
}

export const governorStart: GovernorState = {
  level: 0,
  // A process that has just begun compiles, loads fonts and is sent everybody's first pictures at once.
  settledMs: 0,
  roomSinceMs: undefined,
  patienceMs: 15_000,
  triedMs: Number.NEGATIVE_INFINITY,
};

/** Six frames: a burst of key frames passes below it. */
const tooLateMs = 200;
/** Far from what a burst brings about; at ten seconds the run has failed. */
const farTooLateMs = 1500;
/** Little is left, and the next burst makes it late. */
const tooBusyShare = 0.92;
/** The dearest step costs about a third more than the one below it, and must fit into what is left. */
const roomyShare = 0.65;
const settleMs = 3000;
const leastPatienceMs = 15_000;
const mostPatienceMs = 240_000;
/** More work that lasted for this long was no mistake. */
const failedTryMs = 30_000;

/** Down at once when it is too much; up after a calm that grows with each try that was too early. */
export function next(state: GovernorState, observation: Observation, steps: readonly GovernorStep[]): GovernorState {
  const { atMs, maxLateMs, busyShare } = observation;
  if (atMs < state.settledMs) return { ...state, roomSinceMs: undefined };
  if (maxLateMs > tooLateMs || busyShare > tooBusyShare) {
    if (state.level >= steps.length - 1) return { ...state, roomSinceMs: undefined };
    // So late, a step at a time takes longer than there is.
    const level = maxLateMs > farTooLateMs ? steps.length - 1 : state.level + 1;
    const wasEarly = atMs - state.triedMs < failedTryMs;
    const patienceMs = wasEarly ? Math.min(mostPatienceMs, state.patienceMs * 2) : leastPatienceMs;
    return { ...state, level, settledMs: atMs + settleMs, roomSinceMs: undefined, patienceMs };
  }
  if (state.level === 0 || busyShare > roomyShare) return { ...state, roomSinceMs: undefined };
  const roomSinceMs = state.roomSinceMs ?? atMs;
  if (atMs - roomSinceMs < state.patienceMs) return { ...state, roomSinceMs };
  return { ...state, level: state.level - 1, settledMs: atMs + settleMs, roomSinceMs: undefined, triedMs: atMs };
}
