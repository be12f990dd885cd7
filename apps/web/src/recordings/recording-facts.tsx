import type { Recording } from '@rostrum/protocol';
import { Clock, Download, Eye, HardDrive } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes, formatClock } from '../format.ts';
import { strings } from '../strings.ts';

const words = strings.recordings;

export interface RecordingFactsProps {
  readonly recording: Recording;
  /** When it was made, as short or as long as the place has room. */
  readonly when: string;
  /** Before the others. */
  readonly children?: ReactNode;
}

/** When, how long, how large, how often it was used: as far as it is known yet. */
export function RecordingFacts({ recording, when, children }: RecordingFactsProps) {
  const { createdAt, durationSeconds, sizeBytes, views, downloads } = recording;
  return (
    <p className="facts">
      {children}
      <time dateTime={createdAt}>{when}</time>
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
      {views > 0 && (
        <span>
          <Eye size={14} aria-hidden />
          <span data-testid="recording-views">{words.share.views(views)}</span>
        </span>
      )}
      {downloads > 0 && (
        <span>
          <Download size={14} aria-hidden />
          <span data-testid="recording-downloads">{words.share.downloads(downloads)}</span>
        </span>
      )}
    </p>
  );
}
