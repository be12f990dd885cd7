import type { ShownTile } from '@rostrum/protocol';
import { type RefObject, useEffect } from 'react';
import type { TileFacts } from './stage-tiles.ts';

interface ShownTileOptions {
  readonly tile: TileFacts;
  readonly isPinned: boolean;
  readonly onShow: (key: string, shown: ShownTile | undefined) => void;
}

/** Tells how high a tile is on the screen, and when it is scrolled out of sight. Of oneself nothing is received. */
export function useShownTile(
  frame: RefObject<HTMLElement | null>,
  { tile: { key, participantId, kind, isSelf }, isPinned, onShow }: ShownTileOptions,
): void {
  useEffect(() => {
    const element = frame.current;
    if (!element || isSelf) return;
    const source = kind === 'screen' ? 'screen' : 'camera';
    let isInSight = true;
    const tell = () =>
      onShow(key, {
        participantId,
        source,
        heightPx: isInSight ? element.clientHeight * devicePixelRatio : 0,
        isPinned,
      });
    const sizes = new ResizeObserver(tell);
    const sight = new IntersectionObserver(([entry]) => {
      isInSight = entry?.isIntersecting ?? true;
      tell();
    });
    sizes.observe(element);
    sight.observe(element);
    return () => {
      sizes.disconnect();
      sight.disconnect();
      onShow(key, undefined);
    };
  }, [frame, key, participantId, kind, isSelf, isPinned, onShow]);
}
