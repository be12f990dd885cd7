import type { Fault, RecordingId, RecordingVisit } from '@rostrum/protocol';
import { Lock } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { formatClock, formatInstant } from '../../format.ts';
import { recallPass, rememberPass } from '../../preferences.ts';
import { strings } from '../../strings.ts';
import { Button } from '../../ui/button.tsx';
import { Message } from '../../ui/message.tsx';
import { Brand } from '../../ui/page.tsx';
import { useDocumentTitle } from '../../use-document-title.ts';
import { useLoaded } from '../../use-loaded.ts';
import { ChapterList } from '../film/chapter-list.tsx';
import { DownloadMenu } from '../film/download-menu.tsx';
import { FilmPlayer } from '../film/film-player.tsx';
import { useFilm } from '../film/use-film.ts';

const words = strings.recordings;
const names = { programme: words.download, audio: words.outputs.audio, captions: words.captionsFile };

export interface VisitPageProps {
  readonly id: string;
  /** Of the link that led here; empty: none. */
  readonly token: string;
}

/** A recording for somebody who may look at it and is not the organizer. */
export function VisitPage({ id, token }: VisitPageProps) {
  const [visit, setVisit] = useState<RecordingVisit>();
  const load = async () => {
    const pass = recallPass(id);
    const opened = await api.visit({
      recordingId: id as RecordingId,
      ...(token ? { token } : {}),
      ...(pass ? { pass } : {}),
    });
    rememberPass(id, opened.pass);
    // A film that plays goes on with the pass that it has.
    setVisit((before) => before ?? opened);
    return opened;
  };
  const { loaded, reload } = useLoaded(`visit ${id}`, load, { everyMs: 3600_000 });
  const title =
    loaded.name === 'loaded' ? loaded.value.title : loaded.name === 'failed' ? words.share.refused : words.title;
  useDocumentTitle(title);
  return (
    <div className="page">
      <header>
        <div className="bar">
          <Brand />
        </div>
      </header>
      <main className="content" id="content" tabIndex={-1}>
        {loaded.name === 'loading' && <div className="skeleton film" role="status" aria-label={strings.loading} />}
        {loaded.name === 'failed' && <Refused fault={loaded.fault} hasToken={token !== ''} onRetry={reload} />}
        {loaded.name === 'loaded' && visit && <Film visit={visit} />}
      </main>
    </div>
  );
}

interface RefusedProps {
  readonly fault: Fault;
  readonly hasToken: boolean;
  readonly onRetry: () => Promise<void>;
}

function Refused({ fault, hasToken, onRetry }: RefusedProps) {
  return (
    <Message
      icon={<Lock aria-hidden />}
      title={words.share.refused}
      actions={fault.kind.retry ? <Button onPress={() => void onRetry()}>{strings.tryAgain}</Button> : undefined}
    >
      <p role="alert">{fault.publicMessage}</p>
      {!hasToken && <p className="quiet">{words.share.organizerHint}</p>}
    </Message>
  );
}

function Film({ visit }: { readonly visit: RecordingVisit }) {
  const { title, createdAt, durationSeconds, chapters, downloads } = visit;
  const video = useRef<HTMLVideoElement>(null);
  const film = useFilm(video, durationSeconds ?? 0);
  useViewCount(visit.pass, film.state.isPlaying);
  const files = downloads.map(({ kind, url, sizeBytes }) => ({
    ...{ name: names[kind], url, sizeBytes },
  }));
  return (
    <>
      <div className="stack">
        <h1 dir="auto">{title}</h1>
        <p className="facts">
          <time dateTime={createdAt}>{formatInstant(createdAt)}</time>
          {durationSeconds !== undefined && <span>{formatClock(durationSeconds)}</span>}
        </p>
      </div>
      <div className={chapters.length > 1 ? 'recording-columns with-chapters' : 'recording-columns'}>
        <div className="stack loose">
          <FilmPlayer recording={visit} film={film} video={video} />
          <div className="row">
            <DownloadMenu title={title} files={files} />
          </div>
        </div>
        <ChapterList chapters={chapters} film={film} />
      </div>
    </>
  );
}

/** Tells once that the film was played. Only a count is lost when that fails. */
function useViewCount(pass: string, isPlaying: boolean): void {
  const [hasPlayed, setPlayed] = useState(false);
  useEffect(() => {
    if (isPlaying) setPlayed(true);
  }, [isPlaying]);
  useEffect(() => {
    if (hasPlayed) api.viewed(pass).catch(() => undefined);
  }, [hasPlayed, pass]);
}
