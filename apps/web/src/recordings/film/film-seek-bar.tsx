import type { Chapter } from '@rostrum/protocol';
import { type CSSProperties, type PointerEvent, useState } from 'react';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Slider } from '../../watch/slider.tsx';
import { chapterAt } from './chapter-at.ts';
import { type Thumbnail, thumbnailAt } from './thumbnail-track.ts';
import type { Film } from './use-film.ts';

export interface FilmSeekBarProps {
  readonly film: Film;
  readonly chapters: readonly Chapter[];
  readonly thumbnails: readonly Thumbnail[];
}

/** Where one is, with a mark where each chapter begins, and a picture of the moment under the pointer. */
export function FilmSeekBar({ film, chapters, thumbnails }: FilmSeekBarProps) {
  const { positionSeconds, durationSeconds } = film.state;
  const [pointed, setPointed] = useState<number>();
  if (durationSeconds <= 0) return null;
  const share = (seconds: number) => `${(100 * seconds) / durationSeconds}%`;
  const chapter = chapterAt(chapters, positionSeconds);
  const clock = `${formatClock(positionSeconds)} / ${formatClock(durationSeconds)}`;
  const point = ({ currentTarget, clientX, pointerType }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    if (pointerType === 'mouse') setPointed(Math.max(0, Math.min(1, (clientX - left) / width)) * durationSeconds);
  };
  return (
    <div className="seek-row">
      <div className="seek-track" onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
        <Slider
          className="seek"
          label={strings.watch.position}
          value={positionSeconds}
          max={durationSeconds}
          step={1}
          text={chapter ? `${clock}, ${chapter.title}` : clock}
          onValue={film.seek}
        />
        {chapters.slice(1).map(({ startSeconds }) => (
          <span key={startSeconds} className="chapter-mark" style={{ insetInlineStart: share(startSeconds) }} />
        ))}
        {pointed !== undefined && (
          <div className="seek-preview" style={{ '--at': pointed / durationSeconds } as CSSProperties} aria-hidden>
            <Picture thumbnail={thumbnailAt(thumbnails, pointed)} />
            <span className="numbers">{formatClock(pointed)}</span>
            {chapters.length > 1 && <bdi>{chapterAt(chapters, pointed)?.title}</bdi>}
          </div>
        )}
      </div>
      <span className="numbers small">{clock}</span>
    </div>
  );
}

export function Picture({ thumbnail }: { readonly thumbnail: Thumbnail | undefined }) {
  if (!thumbnail) return null;
  const { url, x, y, width, height } = thumbnail;
  return (
    <span
      className="seek-picture"
      style={{ width, height, backgroundImage: `url("${url}")`, backgroundPosition: `-${x}px -${y}px` }}
    />
  );
}
