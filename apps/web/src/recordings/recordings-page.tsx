import { Film } from 'lucide-react';
import { strings } from '../strings.ts';
import { Message } from '../ui/message.tsx';
import { Page } from '../ui/page.tsx';
import { RecordingGrid } from './recording-grid.tsx';

export function RecordingsPage() {
  return (
    <Page
      title={strings.recordings.title}
      current="recordings"
      actions={
        // Another application behind the same sign-in.
        <a className="button plain" href="/api/queues/">
          {strings.recordings.jobs}
        </a>
      }
    >
      <RecordingGrid
        heading={<h1>{strings.recordings.title}</h1>}
        empty={
          <Message icon={<Film aria-hidden />} title={strings.recordings.empty}>
            <p>{strings.recordings.emptyText}</p>
          </Message>
        }
      />
    </Page>
  );
}
