/** A voice that says nothing: it stands in for a microphone until somebody has agreed to be heard. */
export interface Silence {
  readonly track: MediaStreamTrack;
  close(): void;
}

/** @throws Error where the browser has no Web Audio */
export function openSilence(): Silence {
  const context = new AudioContext();
  void context.suspend(); // Nothing is ever heard of it.
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new DOMException('no track', 'NotSupportedError');
  return {
    track,
    close() {
      track.stop();
      void context.close();
    },
  };
}
