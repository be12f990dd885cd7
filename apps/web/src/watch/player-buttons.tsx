import { Maximize, Minimize, Pause, PictureInPicture2, Play, Volume1, Volume2, VolumeX } from 'lucide-react';
import type { RefObject } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { canPictureInPicture, toggleFullScreen, togglePictureInPicture, useIsFullScreen } from './full-screen.ts';
import { Slider } from './slider.tsx';

const words = strings.watch;

export function PlayButton({ isStopped, onPress }: { readonly isStopped: boolean; readonly onPress: () => void }) {
  return (
    <IconButton
      label={isStopped ? words.play : words.pause}
      shortcut="K"
      icon={isStopped ? <Play aria-hidden /> : <Pause aria-hidden />}
      onPress={onPress}
    />
  );
}

export interface VolumeProps {
  /** 0 to 1. */
  readonly volume: number;
  readonly muted: boolean;
  readonly onMuted: (isMuted: boolean) => void;
  readonly onVolume: (volume: number) => void;
}

export function Volume({ volume, muted, onMuted, onVolume }: VolumeProps) {
  const isSilent = muted || volume === 0;
  const Icon = isSilent ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  return (
    <>
      <IconButton
        label={isSilent ? words.unmuteSound : words.muteSound}
        shortcut="M"
        icon={<Icon aria-hidden />}
        onPress={() => onMuted(!isSilent)}
      />
      <Slider
        className="volume"
        label={words.volume}
        value={isSilent ? 0 : volume}
        max={1}
        step={0.05}
        text={`${Math.round(isSilent ? 0 : volume * 100)} %`}
        onValue={onVolume}
      />
    </>
  );
}

export interface ScreenButtonsProps {
  readonly video: RefObject<HTMLVideoElement | null>;
  /** What fills the screen: the video with what lies over it. */
  readonly box: RefObject<HTMLElement | null>;
}

/** The picture beside other windows, where the browser can, and over the whole screen. */
export function ScreenButtons({ video, box }: ScreenButtonsProps) {
  const isFull = useIsFullScreen(box);
  return (
    <>
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
    </>
  );
}
