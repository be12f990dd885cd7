import { type RefObject, useEffect, useMemo, useState } from 'react';
import { recall, remember } from '../../preferences.ts';

/** What a video element does now. */
export interface FilmState {
  readonly positionSeconds: number;
  readonly durationSeconds: number;
  readonly isPlaying: boolean;
  readonly isWaiting: boolean;
  readonly volume: number;
  readonly muted: boolean;
  readonly rate: number;
  readonly hasFailed: boolean;
}

export interface Film {
  readonly state: FilmState;
  toggle(): void;
  seek(seconds: number): void;
  setVolume(volume: number): void;
  setMuted(muted: boolean): void;
  setRate(rate: number): void;
  /** Plays from one moment to another and stops there. */
  playPart(startSeconds: number, endSeconds: number): void;
}

const still: FilmState = {
  ...{ positionSeconds: 0, durationSeconds: 0, volume: 1, rate: 1 },
  ...{ isPlaying: false, isWaiting: false, muted: false, hasFailed: false },
};

const events = [
  ...['timeupdate', 'seeking', 'seeked', 'durationchange', 'loadedmetadata', 'play', 'pause', 'playing', 'waiting'],
  ...['ended', 'volumechange', 'ratechange', 'error', 'canplay'],
];

function stateOf(video: HTMLVideoElement, length: number): FilmState {
  return {
    positionSeconds: video.currentTime,
    durationSeconds: Number.isFinite(video.duration) ? video.duration : length,
    isPlaying: !video.paused && !video.ended,
    isWaiting: !video.paused && video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.error,
    ...{ volume: video.volume, muted: video.muted, rate: video.playbackRate, hasFailed: video.error !== null },
  };
}

/** A recording's video element, and what can be done with it. `length`: its duration as far as the server knows. */
export function useFilm(ref: RefObject<HTMLVideoElement | null>, length: number): Film {
  const [state, setState] = useState<FilmState>({ ...still, durationSeconds: length });
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    const volume = Number.parseFloat(recall('volume'));
    if (volume >= 0 && volume <= 1) video.volume = volume;
    const show = () => setState(stateOf(video, length));
    for (const name of events) video.addEventListener(name, show);
    return () => {
      for (const name of events) video.removeEventListener(name, show);
    };
  }, [ref, length]);
  const actions = useMemo(() => actionsOn(ref), [ref]);
  return { state, ...actions };
}

function actionsOn(ref: RefObject<HTMLVideoElement | null>): Omit<Film, 'state'> {
  let stopPart = () => undefined as undefined;
  const withVideo = (act: (video: HTMLVideoElement) => void) => {
    const video = ref.current;
    if (video) act(video);
  };
  const play = (video: HTMLVideoElement) => void video.play().catch(() => undefined); // The element's own error says it.
  return {
    toggle: () =>
      withVideo((video) => {
        stopPart();
        if (video.paused || video.ended) play(video);
        else video.pause();
      }),
    seek: (seconds) =>
      withVideo((video) => {
        stopPart();
        video.currentTime = Math.max(0, Math.min(seconds, Number.isFinite(video.duration) ? video.duration : seconds));
      }),
    setVolume: (volume) =>
      withVideo((video) => {
        video.volume = Math.max(0, Math.min(1, volume));
        video.muted = false;
        remember('volume', String(video.volume));
      }),
    setMuted: (muted) => withVideo((video) => Object.assign(video, { muted })),
    setRate: (rate) => withVideo((video) => Object.assign(video, { playbackRate: rate })),
    playPart: (startSeconds, endSeconds) =>
      withVideo((video) => {
        stopPart();
        const watch = () => {
          if (video.currentTime < endSeconds) return;
          video.pause();
          stopPart();
        };
        video.addEventListener('timeupdate', watch);
        stopPart = () => {
          video.removeEventListener('timeupdate', watch);
          return undefined;
        };
        video.currentTime = startSeconds;
        play(video);
      }),
  };
}
