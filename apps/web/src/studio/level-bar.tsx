import { openLevelMeter } from '@rostrum/client';
import { useEffect, useRef } from 'react';
import { strings } from '../strings.ts';

const everyMs = 60;

/** How loud a microphone is, drawn without React: it changes sixteen times a second. */
export function LevelBar({ track }: { readonly track: MediaStreamTrack | undefined }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!track) return;
    const meter = openLevelMeter(track);
    let shown = 0;
    const timer = setInterval(() => {
      // Up at once, down slowly: that is how an ear follows a voice.
      shown = Math.max(meter.read(), shown * 0.88);
      const level = Math.round(shown * 100);
      bar.current?.style.setProperty('--level', `${level}%`);
      bar.current?.setAttribute('aria-valuenow', String(level));
    }, everyMs);
    return () => {
      clearInterval(timer);
      meter.close();
    };
  }, [track]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn alike in all browsers
    <div
      ref={bar}
      className="level"
      role="meter"
      aria-label={strings.prejoin.level}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    />
  );
}
