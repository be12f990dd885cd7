import type { LivePlayer, PlayerState } from '@rostrum/player';
import { formatClock } from '../format.ts';
import { strings } from '../strings.ts';
import { Slider } from './slider.tsx';

/** A shorter live window is not worth a bar: there is nowhere to go. */
const worthABarSeconds = 30;

/** For a replay from its beginning to its end; while live for what can be gone back to. */
export function SeekBar({ player, state }: { readonly player: LivePlayer; readonly state: PlayerState }) {
  const { isLive, positionSeconds, seekable } = state;
  const { startSeconds, endSeconds } = seekable;
  if (endSeconds <= startSeconds || (isLive && endSeconds - startSeconds < worthABarSeconds)) return null;
  const behindSeconds = Math.max(0, endSeconds - positionSeconds);
  const at = formatClock(positionSeconds - startSeconds);
  const text = isLive
    ? state.atEdge
      ? strings.watch.atLive
      : strings.watch.behind(formatClock(behindSeconds))
    : `${at} / ${formatClock(endSeconds - startSeconds)}`;
  return (
    <div className="seek-row">
      <Slider
        className="seek"
        label={strings.watch.position}
        value={isLive && state.atEdge ? endSeconds : positionSeconds}
        min={startSeconds}
        max={endSeconds}
        step={1}
        text={text}
        onValue={(seconds) => player.seek(seconds)}
      />
      <span className="numbers small">{isLive ? (state.atEdge ? '' : `−${formatClock(behindSeconds)}`) : text}</span>
    </div>
  );
}
