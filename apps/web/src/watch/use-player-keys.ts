import type { RefObject } from 'react';
import { useShortcuts } from '../use-shortcuts.ts';
import { toggleCaptions } from './captions.tsx';
import { toggleFullScreen } from './full-screen.ts';
import { togglePlaying } from './toggle-playing.ts';
import type { UsedPlayer } from './use-player.ts';

const jumpSeconds = 10;
const volumeStep = 0.1;

/** The keys that people know from other players. */
export function usePlayerKeys(used: UsedPlayer | undefined, box: RefObject<HTMLElement | null>): void {
  const jump = (seconds: number) => used?.player.seek(used.state.positionSeconds + seconds);
  const louder = (step: number) => used?.player.setVolume(used.state.volume + step);
  const playOrPause = () => used && togglePlaying(used);
  useShortcuts({
    ' ': playOrPause,
    k: playOrPause,
    m: () => used?.player.setMuted(!used.state.muted),
    f: () => box.current && void toggleFullScreen(box.current),
    c: () => used && toggleCaptions(used),
    l: () => used?.state.isLive && used.player.goToEdge(),
    arrowleft: () => jump(-jumpSeconds),
    arrowright: () => jump(jumpSeconds),
    arrowup: () => louder(volumeStep),
    arrowdown: () => louder(-volumeStep),
  });
}
