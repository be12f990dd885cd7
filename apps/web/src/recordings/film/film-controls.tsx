import type { Chapter } from '@rostrum/protocol';
import { Captions } from 'lucide-react';
import type { RefObject } from 'react';
import { strings } from '../../strings.ts';
import { IconButton } from '../../ui/button.tsx';
import { PlayButton, ScreenButtons, Volume } from '../../watch/player-buttons.tsx';
import { FilmSeekBar } from './film-seek-bar.tsx';
import type { Thumbnail } from './thumbnail-track.ts';
import type { FilmCaptions } from './use-captions.ts';
import type { Film } from './use-film.ts';

export interface FilmControlsProps {
  readonly film: Film;
  readonly captions: FilmCaptions | undefined;
  readonly chapters: readonly Chapter[];
  readonly thumbnails: readonly Thumbnail[];
  readonly box: RefObject<HTMLElement | null>;
  readonly video: RefObject<HTMLVideoElement | null>;
}

const words = strings.recordings;
export const rates = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2];

export function FilmControls({ film, captions, chapters, thumbnails, box, video }: FilmControlsProps) {
  const { isPlaying, rate, volume, muted } = film.state;
  return (
    <div className="controls">
      <FilmSeekBar film={film} chapters={chapters} thumbnails={thumbnails} />
      <div className="control-row">
        <PlayButton isStopped={!isPlaying} onPress={film.toggle} />
        <Volume volume={volume} muted={muted} onMuted={film.setMuted} onVolume={film.setVolume} />
        <span className="spring" />
        <select
          className="rate"
          aria-label={words.speed}
          title={words.speed}
          value={String(rate)}
          onChange={(event) => film.setRate(Number(event.target.value))}
        >
          {rates.map((one) => (
            <option key={one} value={one}>
              {words.speedOf(one)}
            </option>
          ))}
        </select>
        {captions && (
          <IconButton
            className={captions.isOn ? 'captions-button on' : 'captions-button'}
            label={captions.isOn ? strings.watch.hideCaptions : strings.watch.showCaptions}
            shortcut="C"
            icon={<Captions aria-hidden />}
            onPress={captions.toggle}
          />
        )}
        <ScreenButtons video={video} box={box} />
      </div>
    </div>
  );
}
