import type { LatencyMode } from './latency-mode.ts';

/** What the player is doing. */
export type PlayerPhase =
  /** Nothing was shown yet. */
  | { readonly name: 'loading' }
  | { readonly name: 'playing' }
  /** The picture stands because data is missing. */
  | { readonly name: 'buffering' }
  | { readonly name: 'paused' }
  /** The programme is over, and its last moment was played. */
  | { readonly name: 'ended' }
  /** Given up, with a reason; `retry` may help after a `network` failure. */
  | { readonly name: 'failed'; readonly reason: FailureReason };

export type FailureReason = 'network' | 'unsupported';

export interface PlayerState {
  readonly phase: PlayerPhase;
  /** More comes; false for a replay, and once the programme has ended. */
  readonly isLive: boolean;
  /** At the live edge, and kept there. False after a pause or a jump back, and where the player falls far behind. */
  readonly atEdge: boolean;
  /** From the capture of what is shown until now, in seconds, by the clocks of both ends; so only about right. */
  readonly latencySeconds: number | undefined;
  /** By parts, or, where the network does not bring them in time, by whole segments. */
  readonly mode: LatencyMode;
  readonly resolution: { readonly width: number; readonly height: number } | undefined;
  /** Of the pictures that can be chosen, the highest first; empty where there is no choice. */
  readonly heights: readonly number[];
  /** The one that the viewer has chosen; undefined: as large as the network carries. */
  readonly chosenHeight: number | undefined;
  readonly positionSeconds: number;
  /** What can be jumped to, on the same scale. */
  readonly seekable: { readonly startSeconds: number; readonly endSeconds: number };
  readonly muted: boolean;
  readonly volume: number;
  /** The browser allowed no sound without a click. */
  readonly soundBlocked: boolean;
  /** The browser allowed no playing at all without a click. */
  readonly needsClick: boolean;
  /** The language of the captions (BCP 47); undefined: there are none. */
  readonly captionLanguage: string | undefined;
  readonly captionsOn: boolean;
  /** What is said now, when captions are on. */
  readonly captionLines: readonly string[];
  /** Since when data is missing because of the network, in ms since the epoch. */
  readonly troubleSinceMs: number | undefined;
}

export const initialPlayerState: PlayerState = {
  phase: { name: 'loading' },
  isLive: false,
  atEdge: true,
  latencySeconds: undefined,
  mode: 'low',
  resolution: undefined,
  heights: [],
  chosenHeight: undefined,
  positionSeconds: 0,
  seekable: { startSeconds: 0, endSeconds: 0 },
  muted: false,
  volume: 1,
  soundBlocked: false,
  needsClick: false,
  captionLanguage: undefined,
  captionsOn: false,
  captionLines: [],
  troubleSinceMs: undefined,
};
