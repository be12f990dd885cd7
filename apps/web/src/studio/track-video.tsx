import { type Ref, useEffect, useImperativeHandle, useRef, type VideoHTMLAttributes } from 'react';

export interface TrackVideoProps extends VideoHTMLAttributes<HTMLVideoElement> {
  readonly track: MediaStreamTrack;
  /** The first frame of this track was shown. */
  readonly onFirstFrame?: () => void;
  readonly ref?: Ref<HTMLVideoElement>;
}

/** One video track, silent: voices have elements of their own. */
export function TrackVideo({ track, onFirstFrame, ref, ...rest }: TrackVideoProps) {
  const video = useRef<HTMLVideoElement>(null);
  useImperativeHandle(ref, () => video.current as HTMLVideoElement);
  const tellFirstFrame = useRef(onFirstFrame);
  tellFirstFrame.current = onFirstFrame;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    element.srcObject = new MediaStream([track]);
    // A muted element may always play; it is only interrupted by its own removal.
    void element.play().catch(() => undefined);
    const request = element.requestVideoFrameCallback?.(() => tellFirstFrame.current?.());
    return () => {
      if (request !== undefined) element.cancelVideoFrameCallback(request);
      element.srcObject = null;
    };
  }, [track]);
  return <video {...rest} ref={video} muted playsInline autoPlay />;
}
