import { openLevelMeter } from '@rostrum/client';
import { type RefObject, useEffect } from 'react';

const everyMs = 60;

/**
 * Writes how loud a microphone is into an element's `--level` (0 % to 100 %), past React: it changes sixteen times a
 * second. `onLevel` is told the same number.
 */
export function useLevel(
  element: RefObject<HTMLElement | null>,
  track: MediaStreamTrack | undefined,
  onLevel?: (percent: number) => void,
): void {
  useEffect(() => {
    const show = (percent: number) => {
      element.current?.style.setProperty('--level', `${percent}%`);
      onLevel?.(percent);
    };
    if (!track) return show(0);
    const meter = openLevelMeter(track);
    let shown = 0;
    const timer = setInterval(() => {
      // Up at once, down slowly: that is how an ear follows a voice.
      shown = Math.max(meter.read(), shown * 0.88);
      show(Math.round(shown * 100));
    }, everyMs);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [element, track, onLevel]);
}
