import { useEffect, useRef } from 'react';
import { useLasting } from '../use-lasting.ts';
import type { TileFacts } from './stage-tiles.ts';

/** After so long the last picture would pretend that somebody is there. */
const heldMs = 10_000;

/**
 * A tile as it is to be drawn while somebody's media moves to another media server: with the last picture, and the
 * microphone as it was. Whoever turns their camera off is not waited for.
 */
export function steadyTile(before: TileFacts | undefined, now: TileFacts): TileFacts {
  if (!(now.isAwaited && before?.track)) return now;
  return { ...now, track: before.track, isMuted: before.isMuted };
}

/** The same over time. */
export function useSteadyTile(tile: TileFacts): { readonly tile: TileFacts; readonly isHeld: boolean } {
  const before = useRef<TileFacts>(undefined);
  const steady = steadyTile(before.current, tile);
  const isOver = useLasting(steady !== tile, heldMs);
  const drawn = isOver ? tile : steady;
  useEffect(() => {
    before.current = drawn;
  });
  return { tile: drawn, isHeld: drawn !== tile };
}
