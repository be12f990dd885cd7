/** A voice that says nothing and a picture that has no frame: they stand in for devices until somebody has agreed. */
export interface BlankTracks {
  readonly microphone: MediaStreamTrack;
  readonly camera: MediaStreamTrack;
  close(): void;
}

/** @throws Error where the browser has no Web Audio, or cannot capture a canvas */
export function openBlankTracks(): BlankTracks {
  const context = new AudioContext();
  void context.suspend(); // Nothing is ever heard of it.
  const [microphone] = context.createMediaStreamDestination().stream.getAudioTracks();
  // As large as a camera's picture usually is: the room chooses layers by it.
  const canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });
  // A frame would be made at each request, and there is none.
  const [camera] = canvas.captureStream(0).getVideoTracks();
  if (!(microphone && camera)) throw new DOMException('no track', 'NotSupportedError');
  return {
    microphone,
    camera,
    close() {
      microphone.stop();
      camera.stop();
      void context.close();
    },
  };
}
