import type { UsedPlayer } from './use-player.ts';

/** What the play button, a click on the picture and the keys do. */
export function togglePlaying({ player, state }: UsedPlayer): void {
  const isStopped = state.phase.name === 'paused' || state.phase.name === 'ended' || state.needsClick;
  if (isStopped) player.play();
  else player.pause();
}
