import { LivePlayer, type PlayerState } from '@rostrum/player';
import { type RefObject, useEffect, useState } from 'react';
import { recall } from '../preferences.ts';

export interface UsedPlayer {
  readonly player: LivePlayer;
  readonly state: PlayerState;
}

/** A player in a video element. A newer `url` of the same programme is taken at the next `turn` only. */
export function usePlayer(
  video: RefObject<HTMLVideoElement | null>,
  url: string,
  turn: number,
): UsedPlayer | undefined {
  const [used, setUsed] = useState<UsedPlayer>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const volume = Number.parseFloat(recall('volume'));
    if (volume >= 0 && volume <= 1) element.volume = volume;
    const player = LivePlayer.open({ video: element, url });
    const show = () => setUsed({ player, state: player.state.value });
    const end = player.state.subscribe(show);
    show();
    return () => {
      end();
      player.close();
    };
  }, [video, turn]);
  return used;
}
