import Hls, { type ErrorData } from 'hls.js';
import { noHistory, type Recovery, type RecoveryHistory, recoveryFor } from './error-actions.ts';
import { hlsOptions, liveJumpSeconds } from './hls-options.ts';
import type { EdgeFacts, Playback, PlaybackEvents } from './playback.ts';

export interface HlsPlaybackOptions {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly events: PlaybackEvents;
}

const movesForMs = 10_000;

/** The programme through hls.js, opened anew as often as its errors ask for. */
export class HlsPlayback implements Playback {
  readonly #options: HlsPlaybackOptions;
  readonly #abort = new AbortController();
  #hls: Hls;
  #history: RecoveryHistory = noHistory;
  #lastFaultAtMs = 0;
  #wanted: 'edge' | 'playhead' = 'edge';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: Recovery | undefined;

  static get isSupported(): boolean {
    return Hls.isSupported();
  }

  constructor(options: HlsPlaybackOptions) {
    this.#options = options;
    this.#hls = this.#open(-1);
    options.video.addEventListener('timeupdate', () => this.#forgive(), { signal: this.#abort.signal });
  }

  get edge(): EdgeFacts | undefined {
    const details = this.#hls.latestLevelDetails;
    if (!details) return undefined;
    return {
      isLive: details.live,
      distanceSeconds: details.edge + details.age - this.#options.video.currentTime,
      partSeconds: details.partTarget,
      syncPositionSeconds: this.#hls.liveSyncPosition ?? undefined,
    };
  }

  get playingDate(): Date | undefined {
    return this.#hls.playingDate ?? undefined;
  }

  follow(wanted: 'edge' | 'playhead'): void {
    this.#wanted = wanted;
    // hls.js would otherwise throw a viewer who went back to the edge again.
    this.#hls.config.liveMaxLatencyDuration = wanted === 'edge' ? liveJumpSeconds : Number.POSITIVE_INFINITY;
  }

  nudge(): void {
    if (this.#waiting) this.#recover({ ...this.#waiting, pauseMs: 0 });
    else this.#hls.startLoad();
  }

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#hls.destroy();
  }

  /** `startSeconds` −1: at the live edge, or at the beginning of a replay. */
  #open(startSeconds: number): Hls {
    const hls = new Hls({
      ...hlsOptions,
      liveMaxLatencyDuration: this.#wanted === 'edge' ? liveJumpSeconds : Number.POSITIVE_INFINITY,
      startPosition: startSeconds,
    });
    hls.on(Hls.Events.ERROR, (_, data) => this.#faulted(data));
    hls.loadSource(this.#options.url);
    hls.attachMedia(this.#options.video);
    return hls;
  }

  #faulted({ fatal, details, type }: ErrorData): void {
    if (type === Hls.ErrorTypes.NETWORK_ERROR) this.#options.events.trouble();
    if (!fatal) return;
    const nowMs = performance.now();
    this.#lastFaultAtMs = nowMs;
    const { recovery, history } = recoveryFor(details, this.#history, nowMs);
    this.#history = history;
    if (recovery.action === 'give-up') this.#options.events.failed('unsupported');
    else this.#recover(recovery);
  }

  #recover(recovery: Recovery): void {
    clearTimeout(this.#timer);
    this.#waiting = recovery;
    this.#timer = setTimeout(() => {
      this.#waiting = undefined;
      this.#act(recovery);
    }, recovery.pauseMs);
  }

  #act({ action }: Recovery): void {
    const { video } = this.#options;
    switch (action) {
      case 'retry':
        this.#hls.startLoad();
        return;
      case 'recover-media':
        this.#hls.recoverMediaError();
        void video.play().catch(() => undefined); // Paused by the person meanwhile: then it stays paused.
        return;
      case 'reload': {
        const positionSeconds = this.#wanted === 'playhead' ? video.currentTime : -1;
        this.#hls.destroy();
        this.#hls = this.#open(positionSeconds);
        void video.play().catch(() => undefined); // As above.
        return;
      }
      case 'give-up':
        return;
      default:
        action satisfies never;
    }
  }

  /** Once the picture has moved for a while, the next error starts with a clean sheet. */
  #forgive(): void {
    if (this.#history.count > 0 && performance.now() - this.#lastFaultAtMs > movesForMs) this.#history = noHistory;
  }
}
