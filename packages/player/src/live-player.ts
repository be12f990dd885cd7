import { Observable } from '@rostrum/lifecycle/observable';
import { isAtEdge } from './at-edge.ts';
import { autoplay } from './autoplay.ts';
import { CaptionLines } from './caption-lines.ts';
import { afterDry, type DryState, notDry } from './dry-buffer.ts';
import { distances } from './hls-options.ts';
import { HlsPlayback } from './hls-playback.ts';
import { initialMode, type ModeState, modeAfterCalm, modeAfterStall } from './latency-mode.ts';
import { NativePlayback } from './native-playback.ts';
import type { Playback } from './playback.ts';
import { type FailureReason, initialPlayerState, type PlayerPhase, type PlayerState } from './player-state.ts';
import {
  decideRate,
  type EdgeReading,
  fastestFromAfar,
  hasCaughtUp,
  initialTarget,
  type TargetState,
  targetAfterCalm,
  targetAfterStall,
} from './rate-control.ts';

export interface LivePlayerOptions {
  readonly video: HTMLVideoElement;
  /** The programme's playlist: live, and the replay after its end. */
  readonly url: string;
  /** Default Date.now. The latency is measured against it, so it should be near the server's clock. */
  readonly nowMs?: () => number;
  /**
   * Begin at this moment of the programme, in ms since the epoch, or as near behind it as there is, and come to the
   * live edge by playing faster: nothing after that moment is left out. Default: at the edge.
   */
  readonly startAtMs?: number | undefined;
  /** Default false: with sound where the browser allows it. */
  readonly muted?: boolean;
  /** Default false. */
  readonly captions?: boolean;
  /** Of the picture; default: as large as the network carries. */
  readonly height?: number | undefined;
}

const tickMs = 100;
/** The target where a programme has no parts, or they are not used. */
const noPartsTargetSeconds = distances.plain.sync;
/** Nearer to the edge than this after a jump of the viewer's counts as the edge. */
const edgeWithinSeconds = 1.5;

/**
 * The programme in a video element, kept near the live edge without a person noticing, through everything that a
 * network and a server do. `state` is a new object at each change.
 */
export class LivePlayer {
  readonly state = new Observable<PlayerState>(initialPlayerState);
  readonly #video: HTMLVideoElement;
  readonly #now: () => number;
  readonly #abort = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #playback: Playback | undefined;
  readonly #captions: CaptionLines;
  #target: TargetState = initialTarget;
  #mode: ModeState = initialMode;
  #dry: DryState = notDry;
  #follows = true;
  /** On the way from `startAtMs` to the edge, where no jump is allowed. */
  #isCatchingUp: boolean;
  /** The last sign of trouble; cleared as soon as the picture moves. */
  #troubleSinceMs: number | undefined;
  #hasShown = false;
  #failure: FailureReason | undefined;

  static open(options: LivePlayerOptions): LivePlayer {
    return new LivePlayer(options);
  }

  private constructor({ video, url, nowMs, startAtMs, muted = false, captions = false, height }: LivePlayerOptions) {
    this.#video = video;
    this.#isCatchingUp = startAtMs !== undefined;
    if (muted) video.muted = true;
    this.#now = nowMs ?? (() => Date.now());
    video.playsInline = true;
    const events = {
      trouble: () => {
        this.#troubleSinceMs ??= this.#now();
      },
      failed: (reason: FailureReason) => {
        this.#failure = reason;
        this.#tick();
      },
    };
    if (HlsPlayback.isSupported) this.#playback = new HlsPlayback({ video, url, events, startAtMs });
    else if (NativePlayback.isSupported(video)) this.#playback = new NativePlayback({ video, url, events, startAtMs });
    else this.#failure = 'unsupported';
    this.#captions = new CaptionLines({ video, signal: this.#abort.signal, onChange: () => this.#tick() });
    this.setCaptions(captions);
    this.setHeight(height);
    this.#listen();
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#tick();
  }

  /** Programme time of what is shown, milliseconds since 1970; undefined before anything is. */
  get playheadMs(): number | undefined {
    return this.#playback?.playingDate?.getTime();
  }

  play(): void {
    void this.#autoplay();
  }

  pause(): void {
    if (this.state.value.isLive) this.#follow('playhead');
    this.#video.pause();
  }

  /** Jumps to the live edge, and stays there. */
  goToEdge(): void {
    this.#follow('edge');
    this.#jumpToEdge();
    this.play();
  }

  seek(positionSeconds: number): void {
    const { startSeconds, endSeconds } = this.state.value.seekable;
    const position = Math.min(endSeconds, Math.max(startSeconds, positionSeconds));
    this.#follow(this.state.value.isLive && endSeconds - position < edgeWithinSeconds ? 'edge' : 'playhead');
    this.#video.currentTime = position;
    this.#tick();
  }

  setMuted(muted: boolean): void {
    this.#video.muted = muted;
    if (!muted && this.#video.paused && this.state.value.needsClick) this.play();
    this.state.set({ ...this.state.value, muted, soundBlocked: false });
  }

  /** 0 to 1. */
  setVolume(volume: number): void {
    this.#video.volume = Math.min(1, Math.max(0, volume));
    if (volume > 0) this.setMuted(false);
  }

  setCaptions(on: boolean): void {
    this.#playback?.setCaptions(on);
    this.state.set({ ...this.state.value, captionsOn: on });
  }

  /** Undefined: as large as the network carries. */
  setHeight(height: number | undefined): void {
    this.#playback?.setHeight(height);
    this.state.set({ ...this.state.value, chosenHeight: height });
  }

  /** The same programme has a newer address; playing goes on. */
  renew(url: string): void {
    this.#playback?.renew(url);
  }

  close(): void {
    this.#abort.abort();
    clearInterval(this.#timer);
    this.#playback?.close();
  }

  #listen(): void {
    const { signal } = this.#abort;
    const video = this.#video;
    video.addEventListener('canplay', () => this.#autoplayOnce(), { signal });
    for (const type of ['playing', 'pause', 'seeked', 'ended', 'volumechange', 'resize'] as const)
      video.addEventListener(type, () => this.#tick(), { signal });
    video.addEventListener('waiting', () => this.#stalled(), { signal });
    const nudge = () => this.#playback?.nudge();
    window.addEventListener('online', nudge, { signal });
    // A tab that slept wakes up far behind the edge, and maybe with a loader that gave up.
    document.addEventListener('visibilitychange', () => !document.hidden && this.#wake(), { signal });
  }

  #autoplayOnce(): void {
    if (this.#hasShown || this.state.value.needsClick) return;
    this.#hasShown = true;
    this.play();
  }

  async #autoplay(): Promise<void> {
    const wasMuted = this.#video.muted;
    const outcome = await autoplay(this.#video);
    if (this.#abort.signal.aborted) return;
    const { soundBlocked } = this.state.value;
    this.state.set({
      ...this.state.value,
      needsClick: outcome === 'needs-click',
      muted: this.#video.muted,
      soundBlocked: outcome === 'muted' ? soundBlocked || !wasMuted : outcome === 'with-sound' ? false : soundBlocked,
    });
    this.#tick();
  }

  #follow(wanted: 'edge' | 'playhead'): void {
    this.#follows = wanted === 'edge';
    this.#isCatchingUp = false;
    if (wanted === 'playhead') this.#video.playbackRate = 1;
    this.#playback?.follow(wanted);
  }

  #jumpToEdge(): void {
    const position = this.#playback?.edge?.syncPositionSeconds;
    if (position !== undefined && position > this.#video.currentTime) this.#video.currentTime = position;
  }

  #wake(): void {
    this.#playback?.nudge();
    const edge = this.#playback?.edge;
    if (this.#follows && !this.#isCatchingUp && edge?.isLive && edge.distanceSeconds > 6) this.#jumpToEdge();
  }

  #stalled(): void {
    const edge = this.#playback?.edge;
    if (edge?.isLive && this.#follows && this.state.value.phase.name === 'playing') {
      this.#target = targetAfterStall(this.#target, this.#now());
      this.#turnTo(modeAfterStall(this.#mode, this.#now()));
    }
    this.#tick();
  }

  #turnTo(next: ModeState): void {
    const isOther = next.mode !== this.#mode.mode;
    this.#mode = next;
    if (!isOther) return;
    this.#playback?.setMode(next.mode);
    // Some seconds are seen again, and then it goes on; the way back to the edge is played a little faster.
    const position = this.#playback?.edge?.syncPositionSeconds;
    if (next.mode === 'plain' && position !== undefined && position < this.#video.currentTime)
      this.#video.currentTime = position;
  }

  #tick(): void {
    if (this.#abort.signal.aborted) return;
    const edge = this.#playback?.edge;
    const isLive = edge?.isLive ?? this.state.value.isLive;
    this.#turnTo(modeAfterCalm(this.#mode, this.#now()));
    if (edge?.isLive && this.#follows) this.#keepDistance(edge.distanceSeconds, edge.partSeconds);
    else if (!isLive && this.#video.playbackRate !== 1) this.#video.playbackRate = 1;
    const phase = this.#phase();
    this.#endStall(phase, isLive);
    if (phase.name === 'playing') this.#troubleSinceMs = undefined;
    this.#publish(phase, isLive);
  }

  #keepDistance(distanceSeconds: number, partSeconds: number): void {
    const video = this.#video;
    if (video.paused || video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    if (partSeconds === 0 && distanceSeconds < noPartsTargetSeconds * 1.5) {
      // Whole segments come in steps of seconds: nothing to be followed closely.
      if (video.playbackRate !== 1) video.playbackRate = 1;
      return;
    }
    this.#target = targetAfterCalm(this.#target, this.#now());
    const reading: EdgeReading = {
      distanceSeconds,
      targetSeconds: partSeconds === 0 ? noPartsTargetSeconds : this.#target.parts * partSeconds,
      bufferedSeconds: bufferedAhead(video),
    };
    const decision = decideRate(reading);
    // Each change makes the browser set up its time stretching anew, so small ones are left out.
    if (this.#isCatchingUp && hasCaughtUp(reading)) this.#follow('edge');
    if (decision.type === 'seek' && !this.#isCatchingUp) this.#jumpToEdge();
    else if (decision.type === 'seek') video.playbackRate = fastestFromAfar;
    else if (Math.abs(video.playbackRate - decision.rate) >= 0.005 || decision.rate === 1)
      video.playbackRate = decision.rate;
  }

  #endStall(phase: PlayerPhase, isLive: boolean): void {
    const isDry = isLive && phase.name === 'buffering';
    const { state, jump } = afterDry(this.#dry, {
      isDry,
      bufferedSeconds: bufferedAhead(this.#video),
      nowMs: this.#now(),
    });
    this.#dry = state;
    if (jump) this.#video.currentTime = this.#video.currentTime;
  }

  #phase(): PlayerPhase {
    const video = this.#video;
    if (this.#failure) return { name: 'failed', reason: this.#failure };
    if (video.ended) return { name: 'ended' };
    if (!this.#hasShown) return { name: 'loading' };
    if (video.paused) return { name: 'paused' };
    return video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.seeking
      ? { name: 'buffering' }
      : { name: 'playing' };
  }

  #publish(phase: PlayerPhase, isLive: boolean): void {
    const video = this.#video;
    const before = this.state.value;
    const date = this.#playback?.playingDate;
    const range = video.seekable;
    const latencySeconds = isLive && date ? Math.round((this.#now() - date.getTime()) / 100) / 10 : undefined;
    const next: PlayerState = {
      ...before,
      phase: before.phase.name === phase.name && phase.name !== 'failed' ? before.phase : phase,
      isLive,
      atEdge: isAtEdge(before.atEdge, { follows: this.#follows, latencySeconds, mode: this.#mode.mode }),
      latencySeconds,
      mode: this.#mode.mode,
      resolution: sameResolution(before.resolution, video),
      heights: this.#playback?.heights ?? before.heights,
      positionSeconds: Math.round(video.currentTime * 4) / 4,
      seekable:
        range.length === 0
          ? before.seekable
          : sameRange(before.seekable, Math.round(range.start(0)), Math.round(range.end(range.length - 1))),
      muted: video.muted,
      volume: video.volume,
      captionLanguage: this.#playback?.captionLanguage,
      captionLines: this.#captions.lines,
      troubleSinceMs: this.#troubleSinceMs,
    };
    if ((Object.keys(next) as (keyof PlayerState)[]).some((key) => next[key] !== before[key])) this.state.set(next);
  }
}

function bufferedAhead(video: HTMLVideoElement): number {
  for (let i = 0; i < video.buffered.length; i++)
    if (video.buffered.start(i) <= video.currentTime && video.currentTime <= video.buffered.end(i))
      return video.buffered.end(i) - video.currentTime;
  return 0;
}

function sameResolution(before: PlayerState['resolution'], { videoWidth, videoHeight }: HTMLVideoElement) {
  if (videoWidth === 0) return before;
  return before?.width === videoWidth && before.height === videoHeight
    ? before
    : { width: videoWidth, height: videoHeight };
}

function sameRange(before: PlayerState['seekable'], startSeconds: number, endSeconds: number) {
  return before.startSeconds === startSeconds && before.endSeconds === endSeconds
    ? before
    : { startSeconds, endSeconds };
}
