import type { Chapter } from '@rostrum/protocol';
import { Maximize, Minimize, Pause, PictureInPicture2, Play, Volume1, Volume2, VolumeX } from 'lucide-react';
import type { RefObject } from 'react';
import { strings } from '../../strings.ts';
import { IconButton } from '../../ui/button.tsx';
import {
  canPictureInPicture,
  toggleFullScreen,
  togglePictureInPicture,
  useIsFullScreen,
} from '../../watch/full-screen.ts';
import { Slider } from '../../watch/slider.tsx';
import { FilmSeekBar } from './film-seek-bar.tsx';
import type { Thumbnail } from './thumbnail-track.ts';
import type { Film } from './use-film.ts';

export interface FilmControlsProps {
  readonly film: Film;
  readonly chapters: readonly Chapter[];
  readonly thumbnails: readonly Thumbnail[];
  readonly box: RefObject<HTMLElement | null>;
  readonly video: RefObject<HTMLVideoElement | null>;
}

const words = strings.watch;
export const rates = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export function FilmControls({ film, chapters, thumbnails, box, video }: FilmControlsProps) {
  const { isPlaying, rate } = film.state;
  const isFull = useIsFullScreen(box);
  return (
    <div className="controls">
      <FilmSeekBar film={film} chapters={chapters} thumbnails={thumbnails} />
      <div className="control-row">
        <IconButton
          label={isPlaying ? words.pause : words.play}
          shortcut="K"
          icon={isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
          onPress={film.toggle}
        />
        <Volume film={film} />
        <span className="spring" />
        <select
          className="rate"
          aria-label={strings.recordings.speed}
          title={strings.recordings.speed}
          value={String(rate)}
          onChange={(event) => film.setRate(Number(event.target.value))}
        >
          {rates.map((one) => (
            <option key={one} value={one}>
              {strings.recordings.speedOf(one)}
            </option>
          ))}
        </select>
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

function Volume({ film }: { readonly film: Film }) {
  const { muted, volume } = film.state;
  const isSilent = muted || volume === 0;
  const Icon = isSilent ? VolumeX : volume < 0.5 ? Volume1 : Volume2;
  return (
    <>
      <IconButton
        label={isSilent ? words.unmuteSound : words.muteSound}
        shortcut="M"
        icon={<Icon aria-hidden />}
        onPress={() => film.setMuted(!isSilent)}
      />
      <Slider
        className="volume"
        label={words.volume}
        value={isSilent ? 0 : volume}
        max={1}
        step={0.05}
        text={`${Math.round(isSilent ? 0 : volume * 100)} %`}
        onValue={film.setVolume}
      />
    </>
  );
}
