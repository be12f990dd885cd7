import type { Page } from 'playwright-core';
import { strings } from '../../apps/web/src/strings.ts';

/** What one page of the stage saw, heard and said, in ms of Date.now(). */
export interface StageDiary {
  /** When a frame of somebody else's picture was shown, by their name. */
  readonly frames: Readonly<Record<string, readonly number[]>>;
  /** When somebody else was loud, by their participant id; looked at every 10 ms. */
  readonly loud: Readonly<Record<string, readonly number[]>>;
  /** When one of the words for a lost connection came up. */
  readonly words: readonly { readonly text: string; readonly atMs: number }[];
  /** When the first message came on a new socket of the page. */
  readonly greetings: readonly number[];
  /** Times that the page asked for a camera or microphone. */
  readonly captures: number;
}

declare global {
  interface Window {
    stageDiary: {
      frames: Record<string, number[]>;
      loud: Record<string, number[]>;
      words: { text: string; atMs: number }[];
      greetings: number[];
      captures: number;
      connections: RTCPeerConnection[];
    };
  }
}

/** Runs in the page before its own scripts. */
function install(words: readonly string[]): void {
  // Quieter is silence; of a full scale of 1.
  const audible = 0.02;
  const lookEveryMs = 10;
  window.stageDiary = { frames: {}, loud: {}, words: [], greetings: [], captures: 0, connections: [] };
  const diary = window.stageDiary;

  const watched = new WeakSet<HTMLVideoElement>();
  const watch = (video: HTMLVideoElement) => {
    const name = video.closest('figure')?.ariaLabel ?? '';
    watched.add(video);
    const note = () => {
      const times = diary.frames[name] ?? [];
      diary.frames[name] = times;
      times.push(Date.now());
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  };
  const shown = new Set<string>();
  const look = () => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('figure.tile:not(.self) video'))
      if (!watched.has(video)) watch(video);
    const text = document.body?.textContent ?? '';
    for (const word of words) {
      if (!text.includes(word)) shown.delete(word);
      else if (!shown.has(word)) {
        shown.add(word);
        diary.words.push({ text: word, atMs: Date.now() });
      }
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });

  let context: AudioContext | undefined;
  const listen = (track: MediaStreamTrack, name: string) => {
    context ??= new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512; // About 11 ms: nothing is missed between two looks.
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      if (track.readyState === 'ended') clearInterval(timer);
      analyser.getFloatTimeDomainData(samples);
      if (!samples.some((sample) => Math.abs(sample) > audible)) return;
      const times = diary.loud[name] ?? [];
      diary.loud[name] = times;
      times.push(Date.now());
    }, lookEveryMs);
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      diary.connections.push(this);
      this.addEventListener('track', ({ track, streams: [stream] }) => {
        // Streams are named by who sends them, and what.
        if (track.kind === 'audio') listen(track, stream?.id.split(':')[0] ?? '');
      });
    }
  };
}

/** The same, of what the page opens. */
function installCounts(): void {
  const diary = window.stageDiary;
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', () => diary.greetings.push(Date.now()), { once: true });
    }
  };
  const { mediaDevices } = navigator;
  const capture = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (capture)
    mediaDevices.getUserMedia = (constraints) => {
      diary.captures += 1;
      return capture(constraints);
    };
}

const { restoring, reconnecting, reconnectingSelf } = strings.studio;

/** For `prepare` of a visit: the page keeps a diary from its beginning. */
export const keepStageDiary = `(${install})(${JSON.stringify([restoring, reconnecting, reconnectingSelf])}); (${installCounts})();`;

/** What was noted since the last time. */
export function takeStageDiary(page: Page): Promise<StageDiary> {
  return page.evaluate(() => {
    const { frames, loud, words, greetings, captures } = window.stageDiary;
    Object.assign(window.stageDiary, { frames: {}, loud: {}, words: [], greetings: [] });
    return { frames, loud, words, greetings, captures };
  });
}

/** The ids of the tracks that the page sends now. */
export function sentTracks(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    window.stageDiary.connections
      .filter(({ connectionState }) => connectionState !== 'closed')
      .flatMap((connection) => connection.getSenders().flatMap(({ track }) => (track ? [track.id] : [])))
      .sort(),
  );
}

/** The longest time between two of these moments, in ms; `fromMs` and `toMs` are such moments, too. */
export function longestPauseMs(timesMs: readonly number[], fromMs: number, toMs: number): number {
  const inside = timesMs.filter((time) => time > fromMs && time < toMs);
  const marks = [timesMs.findLast((time) => time <= fromMs) ?? fromMs, ...inside, toMs];
  return Math.max(...marks.slice(1).map((time, index) => time - (marks[index] ?? time)));
}
