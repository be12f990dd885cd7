import Hls, { type ErrorData, type LevelDetails } from 'hls.js';
import { type DatedStretch, positionAtDate } from './date-position.ts';
import { noHistory, type Recovery, type RecoveryHistory, recoveryFor } from './error-actions.ts';
import { distances, hlsOptions } from './hls-options.ts';
import type { LatencyMode } from './latency-mode.ts';
import { heightsOf, levelFor } from './picture-heights.ts';
import type { EdgeFacts, Playback, PlaybackEvents } from './playback.ts';
import { renewedAddress } from './renewed-address.ts';
import { overlapJoins } from './segment-joins.ts';

export interface HlsPlaybackOptions {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly events: PlaybackEvents;
  /** Begin at this moment of the programme, in ms since the epoch, or as near behind it as there is. Default: at the edge. */
  readonly startAtMs?: number | undefined;
}

const movesForMs = 10_000;
/** Live captions come with each part; a segment of whole ones takes two seconds. */
const captionsStuckMs = 6000;

/** The programme through hls.js, opened anew as often as its errors ask for. */
export class HlsPlayback implements Playback {
  readonly #options: HlsPlaybackOptions;
  readonly #abort = new AbortController();
  #hls: Hls;
  #url: string;
  #history: RecoveryHistory = noHistory;
  #lastFaultAtMs = 0;
  #wanted: 'edge' | 'playhead' = 'edge';
  #hasCaptions = false;
  #captionsReadAtMs = 0;
  #mode: LatencyMode = 'low';
  #height: number | undefined;
  #heights: readonly number[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: Recovery | undefined;

  static get isSupported(): boolean {
    return Hls.isSupported();
  }

  constructor(options: HlsPlaybackOptions) {
    this.#options = options;
    this.#url = options.url;
    // Who begins behind the edge must not be thrown to it.
    if (options.startAtMs !== undefined) this.#wanted = 'playhead';
    this.#hls = this.#open(-1);
    if (options.startAtMs !== undefined) this.#startAt(options.startAtMs);
    const { signal } = this.#abort;
    options.video.addEventListener('timeupdate', () => this.#forgive(), { signal });
    // hls.js takes its choice back when it makes the text track, and maybe at other times.
    options.video.addEventListener('timeupdate', () => this.#showCaptions(this.#hls), { signal });
  }

  get edge(): EdgeFacts | undefined {
    const details = this.#hls.latestLevelDetails;
    if (!details) return undefined;
    return {
      isLive: details.live,
      distanceSeconds: details.edge + details.age - this.#options.video.currentTime,
      partSeconds: this.#mode === 'low' ? details.partTarget : 0,
      syncPositionSeconds: this.#hls.liveSyncPosition ?? undefined,
    };
  }

  get playingDate(): Date | undefined {
    return this.#hls.playingDate ?? undefined;
  }

  follow(wanted: 'edge' | 'playhead'): void {
    this.#wanted = wanted;
    Object.assign(this.#hls.config, this.#distances);
  }

  setMode(mode: LatencyMode): void {
    this.#mode = mode;
    Object.assign(this.#hls.config, this.#distances);
  }

  get captionLanguage(): string | undefined {
    return this.#hls.subtitleTracks[0]?.lang;
  }

  setCaptions(on: boolean): void {
    this.#hasCaptions = on;
    this.#showCaptions(this.#hls);
  }

  get heights(): readonly number[] {
    return this.#heights;
  }

  setHeight(height: number | undefined): void {
    this.#height = height;
    // What is loaded already is shown; the rest comes in the other size.
    if (this.#hls.levels.length > 0) this.#hls.loadLevel = levelFor(this.#hls.levels, height);
  }

  nudge(): void {
    if (this.#waiting) this.#recover({ ...this.#waiting, pauseMs: 0 });
    else this.#hls.startLoad();
  }

  renew(url: string): void {
    this.#url = url;
  }

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#hls.destroy();
  }

  get #distances() {
    const { sync, jump } = distances[this.#mode];
    return {
      lowLatencyMode: this.#mode === 'low',
      liveSyncDuration: sync,
      // hls.js would otherwise throw a viewer who went back to the edge again.
      liveMaxLatencyDuration: this.#wanted === 'edge' ? jump : Number.POSITIVE_INFINITY,
    };
  }

  /** `startSeconds` −1: at the live edge, or at the beginning of a replay. */
  #open(startSeconds: number): Hls {
    const hls = new Hls({
      ...hlsOptions,
      ...this.#distances,
      startPosition: startSeconds,
      xhrSetup: (xhr, url) => xhr.open('GET', renewedAddress(url, this.#url), true),
    });
    hls.subtitleDisplay = false;
    // After hls.js has made its own choice, which is none.
    hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, () => queueMicrotask(() => this.#showCaptions(hls)));
    hls.on(Hls.Events.MANIFEST_PARSED, (_, { levels }) => {
      this.#heights = heightsOf(levels);
      if (this.#height !== undefined) hls.loadLevel = levelFor(levels, this.#height);
    });
    // Whenever hls.js has worked out anew where segments begin.
    hls.on(Hls.Events.LEVEL_UPDATED, (_, { details }) => {
      overlapJoins(details);
      if (details.live) this.#wakeCaptions(hls);
    });
    hls.on(Hls.Events.SUBTITLE_FRAG_PROCESSED, () => {
      this.#captionsReadAtMs = performance.now();
    });
    hls.on(Hls.Events.AUDIO_TRACK_UPDATED, (_, { details }) => overlapJoins(details));
    hls.on(Hls.Events.LEVEL_PTS_UPDATED, (_, { details }) => overlapJoins(details));
    hls.on(Hls.Events.ERROR, (_, data) => this.#faulted(data));
    hls.loadSource(this.#url);
    hls.attachMedia(this.#options.video);
    return hls;
  }

  /** The dates are known with the first playlist; nothing was loaded until then. */
  #startAt(dateMs: number): void {
    this.#hls.once(Hls.Events.LEVEL_LOADED, (_, { details }) => {
      const positionSeconds = positionAtDate(stretchesOf(details), dateMs);
      if (positionSeconds !== undefined) this.#hls.startLoad(positionSeconds);
    });
  }

  #showCaptions(hls: Hls): void {
    hls.subtitleDisplay = false;
    const wanted = this.#hasCaptions && hls.subtitleTracks.length > 0 ? 0 : -1;
    if (hls.subtitleTrack === wanted) return;
    hls.subtitleTrack = wanted;
    this.#captionsReadAtMs = performance.now();
  }

  /** hls.js was seen to read no captions at all after one of nine reloads, and not to begin by itself; why is not known. */
  #wakeCaptions(hls: Hls): void {
    if (hls.subtitleTrack < 0 || this.#options.video.paused) return;
    if (performance.now() - this.#captionsReadAtMs < captionsStuckMs) return;
    hls.subtitleTrack = -1;
    this.#showCaptions(hls);
  }

  #faulted({ fatal, details, type }: ErrorData): void {
    if (type === Hls.ErrorTypes.NETWORK_ERROR) this.#options.events.trouble();
    if (!fatal) return;
    const nowMs = performance.now();
    this.#lastFaultAtMs = nowMs;
    const { recovery, history } = recoveryFor(details, this.#history, nowMs);
    this.#history = history;
    // User Timing: whoever measures a page finds how often hls.js could not help itself.
    performance.mark('rostrum:player-fault', { detail: { details, action: recovery.action } });
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

/** The finished segments, and the parts of the one that is being made. */
function stretchesOf({ fragments, partList }: LevelDetails): DatedStretch[] {
  const last = fragments.at(-1);
  const newest = (partList ?? []).filter(({ fragment }) => fragment.sn > (last?.sn ?? -1));
  return [
    ...fragments.map(({ start, duration, programDateTime }) => ({ start, duration, programDateTime })),
    ...newest.map(({ start, duration, fragment }) => ({
      start,
      duration,
      programDateTime:
        fragment.programDateTime === null ? null : fragment.programDateTime + (start - fragment.start) * 1000,
    })),
  ].map(({ start, duration, programDateTime }) => ({
    startSeconds: start,
    durationSeconds: duration,
    dateMs: programDateTime ?? undefined,
  }));
}
