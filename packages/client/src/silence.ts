/** A track that never says anything. */
export interface Silence {
  readonly track: MediaStreamTrack;
  close(): void;
}

/** @throws Error where the browser has no Web Audio */
export function openSilence(): Silence {
  const context = new AudioContext();
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new DOMException('no track', 'NotSupportedError');
  void context.suspend(); // Nothing is ever heard of it.
  return {
    track,
    close() {
      track.stop();
      void context.close();
    },
  };
}
