import type { ConnectionQuality } from '@rostrum/client';
import type { ShownTile } from '@rostrum/protocol';
import { AudioLines, DoorOpen, MicOff, MonitorUp, Pin, PinOff, WifiOff } from 'lucide-react';
import { type CSSProperties, useContext, useEffect, useRef, useState } from 'react';
import { initialsOf } from '../format.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { useLasting, worthAWordMs } from '../use-lasting.ts';
import { connectionIcons } from './connection-facts.tsx';
import { markRemoteFrame } from './join-timing.ts';
import type { Box } from './place-tiles.ts';
import { StageMoments } from './stage-moments.ts';
import type { TileFacts } from './stage-tiles.ts';
import { useSteadyTile } from './steady-tile.ts';
import { TrackVideo } from './track-video.tsx';
import { useShownTile } from './use-shown-tile.ts';
import { useStill } from './use-still.ts';

export interface TileProps {
  readonly tile: TileFacts;
  /** Its place on the stage; undefined until the stage was measured. */
  readonly box: Box | undefined;
  /** A big one has the shape of its picture, within its place. */
  readonly isBig: boolean;
  /** How well it gets through. Only trouble is shown. */
  readonly quality: ConnectionQuality;
  readonly isPinned: boolean;
  readonly onPin: (key: string) => void;
  /** Told how high somebody else's picture is shown; undefined: no longer. */
  readonly onShow: (key: string, shown: ShownTile | undefined) => void;
}

const words = strings.studio;
/** Two readings and a little more: one bad reading is a moment of a busy machine. */
const worthASignMs = 7000;

/** A person or a screen: picture or initials, name, and what else is to be known. */
export function Tile({ tile: told, box, isBig, quality, isPinned, onPin, onShow }: TileProps) {
  const { tile, isHeld } = useSteadyTile(told);
  const { name, isSelf, isSpeaking, kind } = tile;
  const frame = useRef<HTMLElement>(null);
  const isTroubled = useLasting(quality === 'fair' || quality === 'poor', worthASignMs);
  const isAway = useLasting(tile.isReconnecting || isHeld, worthAWordMs);
  useShownTile(frame, { tile, isPinned, onShow });
  const classes = ['tile', kind, isBig && 'big', isSpeaking && 'speaking', isSelf && 'self'].filter(Boolean).join(' ');
  const label = kind === 'screen' ? (isSelf ? words.yourScreen : words.screenOf(name)) : words.tile(name);
  return (
    <figure ref={frame} className={classes} aria-label={label} style={styleOf(box)}>
      <Pictures tile={tile} hasState={isAway || tile.isBackstage} />
      <figcaption>
        {kind === 'screen' && <MonitorUp size={14} aria-hidden />}
        {tile.isMuted && <MicOff size={14} role="img" aria-label={words.muted} />}
        {isSpeaking && <AudioLines size={14} role="img" aria-label={words.speaking} />}
        <bdi>{kind === 'screen' ? label : name}</bdi>
        {isSelf && kind === 'person' && <span className="quiet">({words.you})</span>}
        {isTroubled && (quality === 'fair' || quality === 'poor') && <Trouble quality={quality} />}
      </figcaption>
      {(isAway || tile.isBackstage) && (
        <span className={isAway ? 'tag state away' : 'tag state'}>
          {isAway ? <WifiOff size={14} aria-hidden /> : <DoorOpen size={14} aria-hidden />}
          {isAway ? words.reconnecting : words.isBackstage}
        </span>
      )}
      <IconButton
        className={isPinned ? 'pin pinned' : 'pin'}
        label={isPinned ? words.unpin(label) : words.pin(label)}
        icon={isPinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
        onPress={() => onPin(tile.key)}
      />
    </figure>
  );
}

function Trouble({ quality }: { readonly quality: 'fair' | 'poor' }) {
  const Icon = connectionIcons[quality];
  return <Icon size={14} role="img" className="trouble" aria-label={strings.people.trouble[quality]} />;
}

const styleOf = (box: Box | undefined) =>
  box &&
  ({
    '--x': `${box.x}px`,
    '--y': `${box.y}px`,
    '--width': `${box.width}px`,
    '--height': `${box.height}px`,
  } as CSSProperties);

/** Of a new track nothing is seen before its first frame: until then the last one of the old track stays. */
function Pictures({ tile, hasState }: Pick<PictureProps, 'tile' | 'hasState'>) {
  const { track } = tile;
  const [shown, setShown] = useState<MediaStreamTrack>();
  useEffect(() => {
    if (!track) setShown(undefined);
  }, [track]);
  if (!track) return <Initials name={tile.name} />;
  const tracks = shown && shown !== track ? [shown, track] : [track];
  return tracks.map((one, index) => (
    <Picture
      key={one.id}
      tile={tile}
      hasState={hasState}
      track={one}
      isCovering={index > 0}
      onShown={() => setShown(one)}
    />
  ));
}

interface PictureProps {
  readonly tile: TileFacts;
  /** The tile has a word in its corner already. */
  readonly hasState: boolean;
  readonly track: MediaStreamTrack;
  /** There is another picture behind it. */
  readonly isCovering: boolean;
  readonly onShown: () => void;
}

function Picture({ tile, hasState, track, isCovering, onShown }: PictureProps) {
  const [isShown, setShown] = useState(false);
  const [isUpright, setUpright] = useState(false);
  const { onPicture } = useContext(StageMoments);
  const isMirrored = tile.isSelf && tile.kind === 'person';
  // A screen may stand still for long; one's own camera is looked at by its owner; what moves to another server says so.
  const isLive = tile.kind === 'person' && !tile.isSelf && !hasState;
  const classes = [isMirrored && 'mirrored', isUpright && 'upright', !isShown && 'waiting'].filter(Boolean).join(' ');
  const video = useRef<HTMLVideoElement>(null);
  const isStill = useStill(video, isShown && isLive);
  return (
    <>
      {!isShown && !isCovering && tile.kind === 'person' && <Initials name={tile.name} />}
      <TrackVideo
        ref={video}
        track={track}
        className={classes}
        onFirstFrame={() => {
          setShown(true);
          onShown();
          if (tile.isSelf) return;
          markRemoteFrame();
          onPicture();
        }}
        onResize={({ currentTarget: video }) => {
          const { videoWidth, videoHeight } = video;
          setUpright(videoHeight > videoWidth);
          if (videoHeight > 0) video.parentElement?.style.setProperty('--ratio', String(videoWidth / videoHeight));
        }}
      />
      {isStill && (
        <span className="tag state away">
          <WifiOff size={14} aria-hidden />
          {words.still}
        </span>
      )}
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
