import type { Chapter, RecordingCaptions } from '@rostrum/protocol';
import { CirclePlay } from 'lucide-react';
import { type RefObject, useRef } from 'react';
import '../../styles/captions.css';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { useShortcuts } from '../../use-shortcuts.ts';
import { toggleFullScreen } from '../../watch/full-screen.ts';
import { useIdle } from '../../watch/use-idle.ts';
import { FilmControls, rates } from './film-controls.tsx';
import { type FilmCaptions, useCaptions } from './use-captions.ts';
import type { Film } from './use-film.ts';
import { useThumbnails } from './use-thumbnails.ts';

/** What the player needs to know of a recording. */
export interface ShownRecording {
  readonly title: string;
  readonly playUrl?: string | undefined;
  readonly posterUrl?: string | undefined;
  readonly thumbnailsUrl?: string | undefined;
  readonly captions?: RecordingCaptions | undefined;
  readonly chapters: readonly Chapter[];
}

export interface FilmPlayerProps {
  readonly recording: ShownRecording;
  readonly film: Film;
  readonly video: RefObject<HTMLVideoElement | null>;
}

const jumpSeconds = 10;

/** A recording, to look at. */
export function FilmPlayer({ recording, film, video }: FilmPlayerProps) {
  const { title, playUrl, posterUrl, chapters, thumbnailsUrl } = recording;
  const box = useRef<HTMLElement>(null);
  const thumbnails = useThumbnails(thumbnailsUrl);
  const { isIdle, wake } = useIdle();
  const captions = useCaptions(video, recording.captions);
  useFilmKeys({ film, box, captions });
  const { isPlaying, hasFailed, positionSeconds } = film.state;
  const isFresh = !isPlaying && positionSeconds === 0;
  return (
    <section
      ref={box}
      className={isIdle && isPlaying ? 'player screen-shape idle' : 'player screen-shape'}
      aria-label={strings.watch.player}
      onPointerMove={wake}
      onPointerDown={wake}
      onFocus={wake}
    >
      <video
        ref={video}
        src={playUrl}
        {...(posterUrl ? { poster: posterUrl } : {})}
        playsInline
        preload="metadata"
        aria-label={strings.recordings.playerOf(title)}
        onClick={() => matchMedia('(pointer: fine)').matches && film.toggle()}
      >
        {recording.captions && (
          <track kind="captions" src={recording.captions.url} srcLang={recording.captions.language} />
        )}
      </video>
      {captions && captions.lines.length > 0 && (
        <p className="captions" lang={captions.language} dir="auto">
          <span>{captions.lines.join('\n')}</span>
        </p>
      )}
      {hasFailed && (
        <div className="veil">
          <p role="alert">{strings.recordings.unplayable}</p>
        </div>
      )}
      {isFresh && !hasFailed && (
        <Button className="film-start" look="primary" size="large" onPress={film.toggle}>
          <CirclePlay size={22} aria-hidden />
          {strings.watch.play}
        </Button>
      )}
      <FilmControls
        film={film}
        captions={captions}
        chapters={chapters}
        thumbnails={thumbnails}
        box={box}
        video={video}
      />
    </section>
  );
}

interface FilmKeys {
  readonly film: Film;
  readonly box: RefObject<HTMLElement | null>;
  readonly captions: FilmCaptions | undefined;
}

/** The keys of the watch page's player, and < and > for the speed, as elsewhere. */
function useFilmKeys({ film, box, captions }: FilmKeys): void {
  const { positionSeconds, volume, muted, rate } = film.state;
  const faster = (step: number) => film.setRate(rates[rates.indexOf(rate) + step] ?? rate);
  useShortcuts({
    ' ': film.toggle,
    k: film.toggle,
    m: () => film.setMuted(!muted),
    c: () => captions?.toggle(),
    f: () => box.current && void toggleFullScreen(box.current),
    arrowleft: () => film.seek(positionSeconds - jumpSeconds),
    arrowright: () => film.seek(positionSeconds + jumpSeconds),
    arrowup: () => film.setVolume(volume + 0.1),
    arrowdown: () => film.setVolume(volume - 0.1),
    '<': () => faster(-1),
    '>': () => faster(1),
  });
}
