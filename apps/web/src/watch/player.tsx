import type { LivePlayer } from '@rostrum/player';
import { CirclePlay, RotateCcw, Volume2 } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { useLasting } from '../use-lasting.ts';
import { useNow } from '../use-now.ts';
import { CaptionLines } from './captions.tsx';
import { PlayerControls } from './player-controls.tsx';
import { togglePlaying } from './toggle-playing.ts';
import { useIdle } from './use-idle.ts';
import { type UsedPlayer, usePlayer } from './use-player.ts';
import { usePlayerKeys } from './use-player-keys.ts';

export interface PlayerProps {
  readonly url: string;
  /** The webinar has ended: what plays is the replay, or the last moments of the live programme. */
  readonly isOver: boolean;
  /** Something else is heard: not a sound from here, whatever the volume says. */
  readonly isSilenced?: boolean;
  /** Begin at this moment of the programme, or behind it; in ms since the epoch. Default: at the live edge. */
  readonly startAtMs?: number | undefined;
  /** Told of the player that runs. */
  readonly onPlayer?: (player: LivePlayer | undefined) => void;
  /** What lies on the picture and takes no clicks. */
  readonly children?: ReactNode;
}

const words = strings.watch;

/** The picture, and everything that lies on it. */
export function Player({ url, isOver, isSilenced = false, startAtMs, onPlayer, children }: PlayerProps) {
  const box = useRef<HTMLElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const [turn, setTurn] = useState(0);
  const used = usePlayer(video, { url, turn, startAtMs });
  useSilence(used, isSilenced);
  const player = used?.player;
  useEffect(() => {
    onPlayer?.(player);
    return () => onPlayer?.(undefined);
  }, [player, onPlayer]);
  const { isIdle, wake } = useIdle();
  usePlayerKeys(used, box);
  const isPlaying = used?.state.phase.name === 'playing';
  const startAgain = () => setTurn(turn + 1);
  return (
    <section
      ref={box}
      className={isIdle && isPlaying ? 'player screen-shape idle' : 'player screen-shape'}
      aria-label={words.player}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
    >
      {/* biome-ignore lint/a11y/useMediaCaption: they come with the programme, and are drawn below */}
      <video
        ref={video}
        playsInline
        onClick={() => matchMedia('(pointer: fine)').matches && used && togglePlaying(used)}
        aria-label={words.player}
      />
      {children}
      {used && <CaptionLines state={used.state} />}
      {used && <Overlay used={used} isOver={isOver} onAgain={startAgain} />}
      {used && used.state.phase.name !== 'failed' && <PlayerControls used={used} box={box} video={video} />}
    </section>
  );
}

/** Silent in the same moment that something else is heard, and as before when it is over. */
function useSilence(used: UsedPlayer | undefined, isSilenced: boolean): void {
  const player = used?.player;
  useLayoutEffect(() => {
    if (!player || !isSilenced || player.state.value.muted) return;
    player.setMuted(true);
    return () => player.setMuted(false);
  }, [player, isSilenced]);
}

interface OverlayProps {
  readonly used: UsedPlayer;
  readonly isOver: boolean;
  readonly onAgain: () => void;
}

/** What is to be said or done about the picture; nothing while all is well. */
function Overlay({ used: { player, state }, isOver, onAgain }: OverlayProps) {
  const { phase, soundBlocked, needsClick } = state;
  if (phase.name === 'failed')
    return (
      <Veil>
        <p role="alert">{words[phase.reason]}</p>
        {phase.reason === 'network' && <Button onPress={onAgain}>{strings.tryAgain}</Button>}
      </Veil>
    );
  if (needsClick)
    return (
      <Veil>
        <Button look="primary" size="large" onPress={() => player.play()}>
          <CirclePlay size={22} aria-hidden />
          {words.play}
        </Button>
      </Veil>
    );
  if (phase.name === 'ended')
    return (
      <Veil>
        <h2>{words.overTitle}</h2>
        <p>{words.overText}</p>
        {isOver && (
          <Button look="primary" onPress={onAgain}>
            <RotateCcw size={18} aria-hidden />
            {words.again}
          </Button>
        )}
      </Veil>
    );
  return (
    <>
      <Wait state={state} />
      {soundBlocked && (
        <Button className="sound-on" look="primary" size="large" onPress={() => player.setMuted(false)}>
          <Volume2 size={22} aria-hidden />
          {words.soundOn}
        </Button>
      )}
    </>
  );
}

const troubleWorthAWordMs = 2500;

function Wait({ state: { phase, troubleSinceMs } }: { readonly state: UsedPlayer['state'] }) {
  const now = useNow();
  const isWaiting = useLasting(phase.name === 'loading' || phase.name === 'buffering', 300);
  if (!isWaiting) return null;
  const isTrouble = troubleSinceMs !== undefined && now - troubleSinceMs > troubleWorthAWordMs;
  return (
    <div className={isTrouble ? 'wait trouble' : 'wait'} role="status">
      <span className="spinner" aria-hidden />
      {phase.name === 'loading' ? words.loadingPicture : isTrouble ? words.trouble : <Quiet>{words.buffering}</Quiet>}
    </div>
  );
}

/** The standing picture and the turning circle say it to those who see them. */
function Quiet({ children }: { readonly children: string }) {
  return <span className="visually-hidden">{children}</span>;
}

function Veil({ children }: { readonly children: ReactNode }) {
  return <div className="veil">{children}</div>;
}
