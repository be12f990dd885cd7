import type { EdgeFacts, Playback, PlaybackEvents } from './playback.ts';

export interface NativePlaybackOptions {
  readonly video: HTMLVideoElement;
  readonly url: string;
  readonly events: PlaybackEvents;
  /** Begin at this moment of the programme, in ms since the epoch. Default: where the browser begins. */
  readonly startAtMs?: number | undefined;
}

/** Safari's own: the date of the start of the timeline. */
interface DatedVideo extends HTMLVideoElement {
  getStartDate?(): Date;
}

const firstPauseMs = 500;
const longestPauseMs = 5000;

/** The browser's own HLS player, where hls.js cannot run (Safari on iPhone). It keeps its own distance. */
export class NativePlayback implements Playback {
  readonly #options: NativePlaybackOptions;
  readonly #abort = new AbortController();
  /** Taken when the browser has to load anew: what it plays has the old one in it. */
  #url: string;
  #failures = 0;
  #hasCaptions = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static isSupported(video: HTMLVideoElement): boolean {
    return video.canPlayType('application/vnd.apple.mpegurl') !== '';
  }

  constructor(options: NativePlaybackOptions) {
    this.#options = options;
    this.#url = options.url;
    const { signal } = this.#abort;
    options.video.addEventListener('error', () => this.#failed(), { signal });
    options.video.addEventListener('playing', () => this.#played(), { signal });
    const { startAtMs } = options;
    if (startAtMs !== undefined)
      options.video.addEventListener('loadedmetadata', () => this.#startAt(startAtMs), { signal, once: true });
    options.video.textTracks.addEventListener('addtrack', () => this.#showCaptions(), { signal });
    // The system's own player over the whole screen of a phone: the page's drawing is not there.
    options.video.addEventListener('webkitbeginfullscreen', () => this.#showCaptions('showing'), { signal });
    options.video.addEventListener('webkitendfullscreen', () => this.#showCaptions(), { signal });
    options.video.src = options.url;
  }

  get edge(): EdgeFacts | undefined {
    const { video } = this.#options;
    if (video.readyState === 0) return undefined;
    const endSeconds = video.seekable.length === 0 ? 0 : video.seekable.end(video.seekable.length - 1);
    const isLive = video.duration === Number.POSITIVE_INFINITY;
    return {
      isLive,
      distanceSeconds: endSeconds - video.currentTime,
      partSeconds: 0,
      syncPositionSeconds: isLive ? endSeconds : undefined,
    };
  }

  get playingDate(): Date | undefined {
    const video: DatedVideo = this.#options.video;
    const startMs = video.getStartDate?.().getTime() ?? Number.NaN;
    return Number.isNaN(startMs) ? undefined : new Date(startMs + video.currentTime * 1000);
  }

  follow(): void {
    // Its policy cannot be set; a jump to the edge is all that the player above can do, and does.
  }

  get captionLanguage(): string | undefined {
    return this.#captionTracks[0]?.language;
  }

  setCaptions(on: boolean): void {
    this.#hasCaptions = on;
    this.#showCaptions();
  }

  /** It chooses by itself. */
  readonly heights: readonly number[] = [];

  setHeight(): void {
    // As above.
  }

  setMode(): void {
    // As above.
  }

  nudge(): void {
    if (this.#options.video.error) this.#reload();
  }

  renew(url: string): void {
    this.#url = url;
  }

  close(): void {
    this.#abort.abort();
    clearTimeout(this.#timer);
    this.#options.video.removeAttribute('src');
    this.#options.video.load();
  }

  get #captionTracks(): TextTrack[] {
    return [...this.#options.video.textTracks].filter(({ kind }) => kind === 'subtitles');
  }

  #showCaptions(shown: 'hidden' | 'showing' = 'hidden'): void {
    for (const [index, track] of this.#captionTracks.entries())
      track.mode = this.#hasCaptions && index === 0 ? shown : 'disabled';
  }

  #startAt(dateMs: number): void {
    const { video } = this.#options;
    const date = this.playingDate;
    if (!date || video.seekable.length === 0) return;
    const position = video.currentTime + (dateMs - date.getTime()) / 1000;
    video.currentTime = Math.min(Math.max(position, video.seekable.start(0)), video.seekable.end(0));
  }

  #failed(): void {
    const { events, video } = this.#options;
    if (video.error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED && this.#failures > 5) {
      events.failed('network');
      return;
    }
    events.trouble();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reload(), Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures));
    this.#failures += 1;
  }

  #played(): void {
    this.#failures = 0;
  }

  #reload(): void {
    const { video } = this.#options;
    video.src = this.#url;
    void video.play().catch(() => undefined); // The next error event tells.
  }
}
