import type { RefObject } from 'react';
import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CaptionsButton } from './captions.tsx';
import { PlayButton, ScreenButtons, Volume } from './player-buttons.tsx';
import { QualityChoice } from './quality-choice.tsx';
import { SeekBar } from './seek-bar.tsx';
import { togglePlaying } from './toggle-playing.ts';
import type { UsedPlayer } from './use-player.ts';

export interface PlayerControlsProps {
  readonly used: UsedPlayer;
  readonly box: RefObject<HTMLElement | null>;
  readonly video: RefObject<HTMLVideoElement | null>;
}

const words = strings.watch;

export function PlayerControls({ used, box, video }: PlayerControlsProps) {
  const { player, state } = used;
  const isStopped = state.phase.name === 'paused' || state.phase.name === 'ended' || state.needsClick;
  return (
    <div className="controls">
      <SeekBar player={player} state={state} />
      <div className="control-row">
        <PlayButton isStopped={isStopped} onPress={() => togglePlaying(used)} />
        <Volume
          volume={state.volume}
          muted={state.muted}
          onMuted={(isMuted) => player.setMuted(isMuted)}
          onVolume={(volume) => {
            remember('volume', String(volume));
            player.setVolume(volume);
          }}
        />
        {state.isLive && <LiveEdge used={used} />}
        <span className="spring" />
        <Facts used={used} />
        <CaptionsButton used={used} />
        <ScreenButtons video={video} box={box} />
      </div>
    </div>
  );
}

/** Always there while live, so that nothing jumps: a statement at the edge, a way back when behind it. */
function LiveEdge({ used: { player, state } }: { readonly used: UsedPlayer }) {
  return (
    <Button
      className={state.atEdge ? 'live-edge at-edge' : 'live-edge'}
      aria-label={state.atEdge ? words.atLive : words.goToLive}
      isDisabled={state.atEdge}
      onPress={() => player.goToEdge()}
    >
      <span className="dot" aria-hidden />
      {state.atEdge ? words.live : words.goToLive}
    </Button>
  );
}

function Facts({ used }: { readonly used: UsedPlayer }) {
  const { latencySeconds, isLive } = used.state;
  return (
    <span className="facts numbers">
      {isLive && latencySeconds !== undefined && (
        <span title={words.behindHint} data-testid="latency">
          {words.latency(latencySeconds.toFixed(1))}
          <span className="roomy-only">{words.latencyWord}</span>
        </span>
      )}
      <QualityChoice used={used} />
    </span>
  );
}
