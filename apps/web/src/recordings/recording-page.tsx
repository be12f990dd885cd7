import { Fault, type Recording } from '@rostrum/protocol';
import { ArrowLeft, Download, Film } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api.ts';
import { formatInstant } from '../format.ts';
import { navigate } from '../route.ts';
import { strings } from '../strings.ts';
import { Link } from '../ui/link.tsx';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { useLoaded } from '../use-loaded.ts';
import { DeleteRecording } from './delete-recording.tsx';
import { RecordingFacts } from './recording-facts.tsx';
import { isMoving, movingEveryMs, restingEveryMs } from './recording-grid.tsx';
import { RecordingStatus } from './recording-status.tsx';

const words = strings.recordings;

/** One recording: to look at, to download, to delete. */
export function RecordingPage({ id }: { readonly id: string }) {
  const [everyMs, setEveryMs] = useState(restingEveryMs);
  const load = async (): Promise<Recording> => {
    const { recordings } = await api.recordings();
    const found = recordings.find((recording) => recording.id === id);
    if (!found) throw new Fault('RECORDING_NOT_FOUND');
    setEveryMs(isMoving(found) ? movingEveryMs : restingEveryMs);
    return found;
  };
  const { loaded, reload } = useLoaded(`recording ${id}`, load, { everyMs });
  return (
    <Page title={loaded.name === 'loaded' ? loaded.value.title : words.title} current="recordings">
      {loaded.name === 'loading' && (
        <>
          <h1 className="visually-hidden">{strings.loading}</h1>
          <div className="skeleton film" role="status" aria-label={strings.loading} />
        </>
      )}
      {loaded.name === 'failed' && <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />}
      {loaded.name === 'loaded' && (
        <>
          {loaded.stale && <Notice tone="warn">{strings.unreachable}</Notice>}
          <Details recording={loaded.value} />
        </>
      )}
    </Page>
  );
}

function Details({ recording }: { readonly recording: Recording }) {
  const { title, createdAt, webinarId, state, downloadUrl } = recording;
  return (
    <>
      <div className="stack">
        <Link href="/recordings" className="row small back">
          <ArrowLeft size={16} aria-hidden />
          {words.back}
        </Link>
        <h1 dir="auto">{title}</h1>
        <RecordingFacts recording={recording} when={formatInstant(createdAt)}>
          <span className="badge">{words.state[state]}</span>
        </RecordingFacts>
      </div>
      <RecordingStatus recording={recording} />
      {state !== 'failed' && <Picture recording={recording} />}
      <div className="row">
        {downloadUrl && (
          <a className="button primary" href={downloadUrl} download aria-label={words.downloadOf(title)}>
            <Download size={16} aria-hidden />
            {words.download}
          </a>
        )}
        <Link className="button" href={`/webinars/${webinarId}`}>
          {words.toWebinar}
        </Link>
        {(state === 'ready' || state === 'failed') && (
          <DeleteRecording recording={recording} onDeleted={() => navigate('/recordings', { replace: true })} />
        )}
      </div>
    </>
  );
}

function Picture({ recording: { title, downloadUrl, posterUrl } }: { readonly recording: Recording }) {
  if (!downloadUrl)
    return (
      <div className="poster film">
        <Film size={32} aria-hidden />
      </div>
    );
  return (
    <video
      className="film"
      src={downloadUrl}
      {...(posterUrl ? { poster: posterUrl } : {})}
      controls
      playsInline
      preload="metadata"
      aria-label={words.playerOf(title)}
    />
  );
}
