import { type Fault, type Recording, toFault } from '@rostrum/protocol';
import { Clock, Download, Film, HardDrive, Trash2, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { ProgressBar } from 'react-aria-components';
import { api } from '../api.ts';
import { formatBytes, formatClock, formatShort } from '../format.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Notice } from '../ui/notice.tsx';

export interface RecordingCardProps {
  readonly recording: Recording;
  readonly onDeleted: () => void;
}

const words = strings.recordings;

export function RecordingCard({ recording, onDeleted }: RecordingCardProps) {
  const { id, title, createdAt, durationSeconds, sizeBytes, posterUrl, state } = recording;
  return (
    <li className="card recording" data-recording-id={id} data-state={state}>
      {posterUrl ? (
        <img className="poster" src={posterUrl} alt="" loading="lazy" />
      ) : (
        <div className="poster">
          {state === 'failed' ? <TriangleAlert size={32} aria-hidden /> : <Film size={32} aria-hidden />}
        </div>
      )}
      <div className="about">
        <h3 dir="auto">{title}</h3>
        <p className="facts">
          <time dateTime={createdAt}>{formatShort(createdAt)}</time>
          {durationSeconds !== undefined && (
            <span title={words.length}>
              <Clock size={14} aria-hidden />
              <span className="visually-hidden">{words.length}</span>
              <span data-testid="recording-length">{formatClock(durationSeconds)}</span>
            </span>
          )}
          {sizeBytes !== undefined && (
            <span title={words.size}>
              <HardDrive size={14} aria-hidden />
              <span className="visually-hidden">{words.size}</span>
              <span data-testid="recording-size">{formatBytes(sizeBytes)}</span>
            </span>
          )}
        </p>
        <RecordingStatus recording={recording} />
        <div className="row">
          {recording.downloadUrl && (
            <a className="button" href={recording.downloadUrl} download aria-label={words.downloadOf(title)}>
              <Download size={16} aria-hidden />
              {words.download}
            </a>
          )}
          {(state === 'ready' || state === 'failed') && <DeleteRecording recording={recording} onDeleted={onDeleted} />}
        </div>
      </div>
    </li>
  );
}

function RecordingStatus({ recording: { state, progress, failure, title } }: { readonly recording: Recording }) {
  switch (state) {
    case 'queued':
      return <p className="quiet">{words.queued}</p>;
    case 'processing': {
      const percent = Math.round(progress * 100);
      return (
        <ProgressBar className="stack" value={percent} aria-label={`${words.processing(percent)}: ${title}`}>
          <span className="small">{words.processing(percent)}</span>
          <div className="progress">
            <div style={{ width: `${percent}%` }} />
          </div>
        </ProgressBar>
      );
    }
    case 'failed':
      return <Notice tone="danger">{failure ?? words.failed}</Notice>;
    case 'ready':
      return null;
    default:
      return state satisfies never;
  }
}

function DeleteRecording({ recording: { id, title }, onDeleted }: RecordingCardProps) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const remove = async () => {
    setBusy(true);
    try {
      await api.deleteRecording(id);
      onDeleted();
    } catch (error) {
      setFault(toFault(error));
      setBusy(false);
    }
  };
  return (
    <>
      <IconButton
        label={words.remove}
        look="plain"
        icon={<Trash2 size={16} aria-hidden />}
        onPress={() => setAsking(true)}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={words.removeTitle}
        text={words.removeText(title)}
        yes={words.removeYes}
        no={strings.cancel}
        look="danger"
        isBusy={isBusy}
        problem={fault?.publicMessage}
        onYes={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
