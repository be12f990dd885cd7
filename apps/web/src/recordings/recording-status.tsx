import type { Recording } from '@rostrum/protocol';
import { ProgressBar } from 'react-aria-components';
import { strings } from '../strings.ts';
import { Notice } from '../ui/notice.tsx';

const words = strings.recordings;

/** Why it cannot be played yet; nothing when it can. */
export function RecordingStatus({ recording: { state, progress, failure, title } }: { readonly recording: Recording }) {
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
