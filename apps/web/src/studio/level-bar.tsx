import { useCallback, useRef } from 'react';
import { strings } from '../strings.ts';
import { useLevel } from './use-level.ts';

/** How loud a microphone is. */
export function LevelBar({ track }: { readonly track: MediaStreamTrack | undefined }) {
  const bar = useRef<HTMLDivElement>(null);
  const tell = useCallback((percent: number) => bar.current?.setAttribute('aria-valuenow', String(percent)), []);
  useLevel(bar, track, tell);
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
