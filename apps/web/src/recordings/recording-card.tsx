import type { Recording } from '@rostrum/protocol';
import { Download, Film, TriangleAlert } from 'lucide-react';
import { formatShort } from '../format.ts';
import { strings } from '../strings.ts';
import { Link } from '../ui/link.tsx';
import { DeleteRecording } from './delete-recording.tsx';
import { RecordingFacts } from './recording-facts.tsx';
import { RecordingStatus } from './recording-status.tsx';

export interface RecordingCardProps {
  readonly recording: Recording;
  readonly onDeleted: () => void;
  /** Whether it is among those that are chosen, where some can be. */
  readonly isSelected?: boolean;
  readonly onSelect?: (isSelected: boolean) => void;
}

const words = strings.recordings;

export function RecordingCard({ recording, onDeleted, isSelected = false, onSelect }: RecordingCardProps) {
  const { id, title, createdAt, posterUrl, state } = recording;
  return (
    <li className="card recording" data-recording-id={id} data-state={state}>
      {posterUrl ? (
        <img className="poster" src={posterUrl} alt="" loading="lazy" />
      ) : (
        <div className="poster">
          {state === 'failed' ? <TriangleAlert size={32} aria-hidden /> : <Film size={32} aria-hidden />}
        </div>
      )}
      {onSelect && (
        <label className="pick" title={words.select(title)}>
          <input
            type="checkbox"
            checked={isSelected}
            aria-label={words.select(title)}
            onChange={(event) => onSelect(event.target.checked)}
          />
        </label>
      )}
      <div className="about">
        <h2 className="title">
          <Link href={`/recordings/${id}`} dir="auto">
            {title}
          </Link>
        </h2>
        <RecordingFacts recording={recording} when={formatShort(createdAt)} />
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
