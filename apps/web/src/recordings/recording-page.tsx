import type { RecordingDetails, TrackFileFacts } from '@rostrum/protocol';
import { ArrowLeft, Clapperboard, Film as FilmIcon, RotateCcw, Scissors } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { api } from '../api.ts';
import { formatInstant } from '../format.ts';
import { navigate } from '../route.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { useLoaded } from '../use-loaded.ts';
import { DeleteRecording } from './delete-recording.tsx';
import { ChapterList } from './film/chapter-list.tsx';
import { DownloadMenu } from './film/download-menu.tsx';
import { filesOf } from './film/files-of.ts';
import { FilmPlayer } from './film/film-player.tsx';
import { OutputList } from './film/output-list.tsx';
import { TrimPanel } from './film/trim-panel.tsx';
import { useFilm } from './film/use-film.ts';
import { RecordingFacts } from './recording-facts.tsx';
import { isMoving, movingEveryMs, restingEveryMs } from './recording-grid.tsx';
import { RecordingStatus } from './recording-status.tsx';
import { ShareButton } from './share/share-button.tsx';
import { RenderPanel } from './versions/render-panel.tsx';
import { TrackSection } from './versions/track-section.tsx';
import { useVersions } from './versions/use-versions.ts';
import { VersionList } from './versions/version-list.tsx';
import { VisitPage } from './visit/visit-page.tsx';

const words = strings.recordings;

const isBusy = (recording: RecordingDetails) =>
  isMoving(recording) || recording.outputs.some(({ state }) => state === 'queued' || state === 'processing');

export interface RecordingPageProps {
  readonly id: string;
  /** Of the link that led here; empty: none. */
  readonly token: string;
}

/** One recording: for the organizer, or for somebody whom a link or its being public lets in. */
export function RecordingPage({ id, token }: RecordingPageProps) {
  const { loaded } = useLoaded('me', api.me, { everyMs: 3600_000 });
  if (token === '' && loaded.name === 'loading')
    return (
      <Page title={words.title} current="recordings">
        <div className="skeleton film" role="status" aria-label={strings.loading} />
      </Page>
    );
  const isOrganizer = loaded.name !== 'loaded' || loaded.value.organizer;
  return token === '' && isOrganizer ? <OwnRecording id={id} /> : <VisitPage id={id} token={token} />;
}

/** To look at, to cut, to download, to share, to delete. */
function OwnRecording({ id }: { readonly id: string }) {
  const [everyMs, setEveryMs] = useState(restingEveryMs);
  const load = async (): Promise<RecordingDetails> => {
    const recording = await api.recording(id);
    setEveryMs(isBusy(recording) ? movingEveryMs : restingEveryMs);
    return recording;
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
          <Head recording={loaded.value} onChanged={() => void reload()} />
          {loaded.value.playUrl ? (
            <Playable recording={loaded.value} onChanged={() => void reload()} />
          ) : (
            <Unplayable recording={loaded.value} onChanged={() => void reload()} />
          )}
        </>
      )}
    </Page>
  );
}

interface PartProps {
  readonly recording: RecordingDetails;
  readonly onChanged: () => void;
}

function Head({ recording, onChanged }: PartProps) {
  const { id, webinarId, title, createdAt, state } = recording;
  const retry = () => void api.retryRecording(id).finally(onChanged);
  return (
    <>
      <div className="stack">
        <div className="row small">
          <Link href="/recordings" className="row back">
            <ArrowLeft size={16} aria-hidden />
            {words.back}
          </Link>
          <Link href={`/webinars/${webinarId}`}>{words.toWebinar}</Link>
        </div>
        <h1 dir="auto">{title}</h1>
        <RecordingFacts recording={recording} when={formatInstant(createdAt)}>
          <span className="badge">{words.state[state]}</span>
        </RecordingFacts>
      </div>
      <RecordingStatus recording={recording} />
      {state === 'failed' && (
        <div>
          <Button onPress={retry} aria-label={words.tryAgain(title)}>
            <RotateCcw size={16} aria-hidden />
            {strings.tryAgain}
          </Button>
        </div>
      )}
    </>
  );
}

function Unplayable({ recording, onChanged }: PartProps) {
  return (
    <>
      {recording.state !== 'failed' && (
        <div className="poster film">
          <FilmIcon size={32} aria-hidden />
        </div>
      )}
      <Actions recording={recording} tracks={[]} onChanged={onChanged} />
    </>
  );
}

type Panel = 'trim' | 'render';

function Playable({ recording, onChanged }: PartProps) {
  const { id, title, chapters, durationSeconds = 0 } = recording;
  const video = useRef<HTMLVideoElement>(null);
  const film = useFilm(video, durationSeconds);
  const { files, renders, reload } = useVersions(id);
  const [panel, setPanel] = useState<Panel>();
  const people = files?.people ?? [];
  const close = () => setPanel(undefined);
  const made = (tell: () => void) => () => {
    close();
    tell();
  };
  return (
    <div className={chapters.length > 1 ? 'recording-columns with-chapters' : 'recording-columns'}>
      <div className="stack loose">
        <FilmPlayer recording={recording} film={film} video={video} />
        <Actions recording={recording} tracks={files?.tracks ?? []} onChanged={onChanged}>
          <Button isDisabled={panel === 'trim'} onPress={() => setPanel('trim')}>
            <Scissors size={16} aria-hidden />
            {words.trim.open}
          </Button>
          {files?.recorded && (
            <Button isDisabled={panel === 'render'} onPress={() => setPanel('render')}>
              <Clapperboard size={16} aria-hidden />
              {words.version.open}
            </Button>
          )}
        </Actions>
        {panel === 'trim' && <TrimPanel recordingId={id} film={film} onClose={close} onMade={made(onChanged)} />}
        {panel === 'render' && (
          <RenderPanel {...{ recordingId: id, title, durationSeconds, people }} onClose={close} onMade={made(reload)} />
        )}
        <OutputList recording={recording} onChanged={onChanged} />
        <VersionList recordingId={id} renders={renders} people={people} onChanged={reload} />
        {files?.recorded && <TrackSection recordingId={id} files={files} onChanged={reload} />}
      </div>
      <ChapterList chapters={chapters} film={film} />
    </div>
  );
}

interface ActionsProps extends PartProps {
  readonly tracks: readonly TrackFileFacts[];
  readonly children?: ReactNode;
}

function Actions({ recording, tracks, children, onChanged }: ActionsProps) {
  const { state } = recording;
  return (
    <div className="row">
      <DownloadMenu title={recording.title} files={filesOf(recording, tracks)} />
      {children}
      <ShareButton recording={recording} onChanged={onChanged} />
      {(state === 'ready' || state === 'failed') && (
        <DeleteRecording recording={recording} onDeleted={() => navigate('/recordings', { replace: true })} />
      )}
    </div>
  );
}
