import type { Chapter } from '@rostrum/protocol';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { chapterAt } from './chapter-at.ts';
import type { Film } from './use-film.ts';

/** What the recording is about, one after the other; the one that plays is marked. */
export function ChapterList({ chapters, film }: { readonly chapters: readonly Chapter[]; readonly film: Film }) {
  if (chapters.length < 2) return null;
  const current = chapterAt(chapters, film.state.positionSeconds);
  return (
    <section className="stack" aria-label={strings.recordings.chapters}>
      <h2>{strings.recordings.chapters}</h2>
      <ol className="chapters">
        {chapters.map((chapter) => (
          <li key={chapter.startSeconds} aria-current={chapter === current ? 'true' : undefined}>
            <Button look="plain" onPress={() => film.seek(chapter.startSeconds)}>
              <span className="numbers quiet">{formatClock(chapter.startSeconds)}</span>
              <bdi>{chapter.title}</bdi>
            </Button>
          </li>
        ))}
      </ol>
    </section>
  );
}
