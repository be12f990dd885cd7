import { AudioLines, MicOff, MonitorUp, WifiOff } from 'lucide-react';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { initialsOf } from '../format.ts';
import { strings } from '../strings.ts';
import { markRemoteFrame } from './join-timing.ts';
import type { TileFacts } from './stage-tiles.ts';
import { TrackVideo } from './track-video.tsx';

export interface TileProps {
  readonly tile: TileFacts;
  /** In CSS pixels; without it the tile fills its place. */
  readonly size?: { readonly width: number; readonly height: number };
  /** Told how high a received picture is shown, in device pixels. */
  readonly onShown: (consumerId: string, heightPixels: number) => void;
}

const words = strings.studio;

/** A person or a screen: picture or initials, name, and what else is to be known. */
export function Tile({ tile, size, onShown }: TileProps) {
  const { track, name, isSelf, isSpeaking, kind } = tile;
  const frame = useRef<HTMLElement>(null);
  useShownHeight(frame, tile.consumerId, onShown);
  const classes = ['tile', kind, isSpeaking && 'speaking', isSelf && 'self'].filter(Boolean).join(' ');
  const label = kind === 'screen' ? (isSelf ? words.yourScreen : words.screenOf(name)) : words.tile(name);
  return (
    <figure ref={frame} className={classes} aria-label={label} style={size}>
      {track ? <Picture key={track.id} tile={tile} track={track} /> : <Initials name={name} />}
      <figcaption>
        {kind === 'screen' && <MonitorUp size={14} aria-hidden />}
        {tile.isMuted && <MicOff size={14} role="img" aria-label={words.muted} />}
        {isSpeaking && <AudioLines size={14} role="img" aria-label={words.speaking} />}
        <bdi>{kind === 'screen' ? label : name}</bdi>
        {isSelf && kind === 'person' && <span className="quiet">({words.you})</span>}
      </figcaption>
      {tile.isReconnecting && (
        <span className="tag reconnecting">
          <WifiOff size={14} aria-hidden />
          {words.reconnecting}
        </span>
      )}
    </figure>
  );
}

function Picture({ tile, track }: { readonly tile: TileFacts; readonly track: MediaStreamTrack }) {
  const [isShown, setShown] = useState(false);
  const [isUpright, setUpright] = useState(false);
  const isMirrored = tile.isSelf && tile.kind === 'person';
  const classes = [isMirrored && 'mirrored', isUpright && 'upright', !isShown && 'waiting'].filter(Boolean).join(' ');
  return (
    <>
      {!isShown && tile.kind === 'person' && <Initials name={tile.name} />}
      <TrackVideo
        track={track}
        className={classes}
        onFirstFrame={() => {
          setShown(true);
          if (!tile.isSelf) markRemoteFrame();
        }}
        onResize={({ currentTarget: video }) => {
          const { videoWidth, videoHeight } = video;
          setUpright(videoHeight > videoWidth);
          if (videoHeight > 0) video.parentElement?.style.setProperty('--ratio', String(videoWidth / videoHeight));
        }}
      />
    </>
  );
}

const hues = [214, 262, 168, 24, 330, 190, 46, 290];

function Initials({ name }: { readonly name: string }) {
  let sum = 0;
  for (const character of name) sum += character.codePointAt(0) ?? 0;
  const style = { '--hue': hues[sum % hues.length] } as CSSProperties;
  return (
    <span className="initials" style={style} aria-hidden>
      <span>{initialsOf(name)}</span>
    </span>
  );
}

function useShownHeight(
  frame: { readonly current: HTMLElement | null },
  consumerId: string | undefined,
  onShown: TileProps['onShown'],
): void {
  useEffect(() => {
    const element = frame.current;
    if (!element || consumerId === undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    // A window that is being dragged would otherwise ask for a layer at each step.
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => onShown(consumerId, element.clientHeight * devicePixelRatio), 1000);
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [frame, consumerId, onShown]);
}
