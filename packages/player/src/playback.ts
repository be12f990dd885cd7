import type { LatencyMode } from './latency-mode.ts';
import type { FailureReason } from './player-state.ts';

/** How far the playhead is from the edge, as far as the engine knows. */
export interface EdgeFacts {
  readonly isLive: boolean;
  readonly distanceSeconds: number;
  /** 0 when the programme has no parts, or they are not used. */
  readonly partSeconds: number;
  /** Where the engine would start, in seconds on the video's own scale. */
  readonly syncPositionSeconds: number | undefined;
}

/** What the engine under the player reports. */
export interface PlaybackEvents {
  /** The network is in trouble, and it is being tried again. */
  trouble(): void;
  failed(reason: FailureReason): void;
}

/** One way to get the programme into a video element: hls.js, or the browser's own player. */
export interface Playback {
  readonly edge: EdgeFacts | undefined;
  /** The program date time of what is shown. */
  readonly playingDate: Date | undefined;
  /** True: the playhead is kept near the edge. False: it may be anywhere. */
  follow(wanted: 'edge' | 'playhead'): void;
  /** The language of the programme's captions; undefined: it has none, or they are not known yet. */
  readonly captionLanguage: string | undefined;
  /** Their cues come, as a text track that is `hidden`: the page draws them. */
  setCaptions(on: boolean): void;
  /** Of the pictures that can be chosen, the highest first, the same array while they are the same; empty: no choice. */
  readonly heights: readonly number[];
  /** Undefined: as large as the network carries. */
  setHeight(height: number | undefined): void;
  /** By parts, or by whole segments only. */
  setMode(mode: LatencyMode): void;
  /** Try again now: the network came back, or the machine woke up. */
  nudge(): void;
  /** From now on this is the programme's address: the same, with a newer token. */
  renew(url: string): void;
  close(): void;
}
