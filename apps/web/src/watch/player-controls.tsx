import type { PlayerState } from '@rostrum/player';
import { Maximize, Minimize, Pause, PictureInPicture2, Play, Volume1, Volume2, VolumeX } from 'lucide-react';
import type { RefObject } from 'react';
import { remember } from '../preferences.ts';
import { strings } from '../strings.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CaptionsButton } from './captions.tsx';
import { canPictureInPicture, toggleFullScreen, togglePictureInPicture, useIsFullScreen } from './full-screen.ts';
import { SeekBar } from './seek-bar.tsx';
import { Slider } from './slider.tsx';
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
  const isFull = useIsFullScreen(box);
  const isStopped = state.phase.name === 'paused' || state.phase.name === 'ended' || state.needsClick;
  return (
    <div className="controls">
      <SeekBar player={player} state={state} />
      <div className="control-row">
        <IconButton
          label={isStopped ? words.play : words.pause}
          shortcut="K"
          icon={isStopped ? <Play aria-hidden /> : <Pause aria-hidden />}
          onPress={() => togglePlaying(used)}
        />
        <Volume used={used} />
        {state.isLive && <LiveEdge used={used} />}
        <span className="spring" />
        <Facts state={state} />
        <CaptionsButton used={used} />
        {canPictureInPicture() && (
          <IconButton
            className="roomy-only"
            label={words.pictureInPicture}
            icon={<PictureInPicture2 aria-hidden />}
            onPress={() => video.current && void togglePictureInPicture(video.current)}
          />
        )}
        <IconButton
          label={isFull ? words.leaveFullScreen : words.fullScreen}
          shortcut="F"
          icon={isFull ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
          onPress={() => box.current && void toggleFullScreen(box.current)}
        />
      </div>
    </div>
  );
}

function Volume({ used: { player, state } }: { readonly used: UsedPlayer }) {
  const isSilent = state.muted || state.volume === 0;
  const Icon = isSilent ? VolumeX : state.volume < 0.5 ? Volume1 : Volume2;
  return (
    <>
      <IconButton
        label={isSilent ? words.unmuteSound : words.muteSound}
        shortcut="M"
        icon={<Icon aria-hidden />}
        onPress={() => player.setMuted(!isSilent)}
      />
      <Slider
        className="volume"
        label={words.volume}
        value={isSilent ? 0 : state.volume}
        max={1}
        step={0.05}
        text={`${Math.round(isSilent ? 0 : state.volume * 100)} %`}
        onValue={(volume) => {
          remember('volume', String(volume));
          player.setVolume(volume);
        }}
      />
    </>
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

function Facts({ state: { latencySeconds, resolution, isLive } }: { readonly state: PlayerState }) {
  return (
    <span className="facts numbers">
      {isLive && latencySeconds !== undefined && (
        <span title={words.behindHint} data-testid="latency">
          {words.behind(latencySeconds.toFixed(1))}
        </span>
      )}
      {resolution && (
        <span title={words.qualityHint(resolution.width, resolution.height)} data-testid="quality">
          {words.quality(resolution.height)}
        </span>
      )}
    </span>
  );
}
