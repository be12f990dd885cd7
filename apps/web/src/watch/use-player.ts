import { LivePlayer, type PlayerState } from '@rostrum/player';
import { type RefObject, useEffect, useState } from 'react';
import { recall } from '../preferences.ts';
import { serverNow } from '../server-clock.ts';

export interface UsedPlayer {
  readonly player: LivePlayer;
  readonly state: PlayerState;
}

export interface PlayerWish {
  readonly url: string;
  /** Another turn opens it anew, with the newest address. */
  readonly turn: number;
  /** Where the first turn begins; see LivePlayerOptions. */
  readonly startAtMs: number | undefined;
}

/** A player in a video element. A newer `url` of the same programme is taken without a break. */
export function usePlayer(
  video: RefObject<HTMLVideoElement | null>,
  { url, turn, startAtMs }: PlayerWish,
): UsedPlayer | undefined {
  const [used, setUsed] = useState<UsedPlayer>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a newer url is told to the player that runs
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    const volume = Number.parseFloat(recall('volume'));
    if (volume >= 0 && volume <= 1) element.volume = volume;
    const player = LivePlayer.open({
      video: element,
      url,
      nowMs: serverNow,
      startAtMs: turn === 0 ? startAtMs : undefined,
      captions: recall('captions') === 'on',
      height: Number.parseInt(recall('quality'), 10) || undefined,
    });
    const show = () => setUsed({ player, state: player.state.value });
    const end = player.state.subscribe(show);
    show();
    return () => {
      end();
      player.close();
    };
  }, [video, turn]);
  const player = used?.player;
  useEffect(() => player?.renew(url), [player, url]);
  return used;
}
