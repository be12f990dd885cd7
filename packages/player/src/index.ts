export { type ErrorAction, errorActions } from './error-actions.ts';
export { LivePlayer, type LivePlayerOptions } from './live-player.ts';
export { momentsUntil, type Timed } from './moments-until.ts';
export type { FailureReason, PlayerPhase, PlayerState } from './player-state.ts';
