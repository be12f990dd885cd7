import { type RefObject, useEffect, useState } from 'react';
import { StillWatch } from './still-watch.ts';

const lookEveryMs = 1000;

/** Whether the picture in this element has stopped while people look at it. */
export function useStill(video: RefObject<HTMLVideoElement | null>, isWatched: boolean): boolean {
  const [isStill, setStill] = useState(false);
  useEffect(() => {
    if (!isWatched) return;
    const watch = new StillWatch();
    const timer = setInterval(() => {
      const frames = video.current?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      setStill(watch.read({ nowMs: performance.now(), frames, isSeen: !document.hidden }));
    }, lookEveryMs);
    return () => {
      clearInterval(timer);
      setStill(false);
    };
  }, [video, isWatched]);
  return isStill;
}
