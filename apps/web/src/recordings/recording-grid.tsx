import type { Recording, RecordingList } from '@rostrum/protocol';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { CardSkeleton } from '../ui/skeleton.tsx';
import { useLoaded } from '../use-loaded.ts';
import { RecordingCard } from './recording-card.tsx';

export interface RecordingGridProps {
  /** Only this webinar's. */
  readonly webinarId?: string;
  /** Above the list, once there is one. */
  readonly heading?: ReactNode;
  readonly empty: ReactNode;
}

const pageSize = 60;
/** How often the page looks while something is being processed, and while nothing is. */
export const movingEveryMs = 1500;
export const restingEveryMs = 15_000;
export const isMoving = (recording: Recording) => recording.state === 'queued' || recording.state === 'processing';

/** Looks every second or two while something is being processed, else seldom. */
export function RecordingGrid({ webinarId, heading, empty }: RecordingGridProps) {
  const [everyMs, setEveryMs] = useState(restingEveryMs);
  const load = async (): Promise<RecordingList> => {
    const list = await api.recordings(webinarId);
    setEveryMs(list.recordings.some(isMoving) ? movingEveryMs : restingEveryMs);
    return list;
  };
  const { loaded, reload } = useLoaded(`recordings ${webinarId ?? ''}`, load, { everyMs });
  const [shown, setShown] = useState(pageSize);
  if (loaded.name === 'loading')
    return (
      <>
        {heading}
        <CardSkeleton cards={3} />
      </>
    );
  if (loaded.name === 'failed') return <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />;
  const { recordings } = loaded.value;
  if (recordings.length === 0) return empty;
  const more = recordings.length - shown;
  return (
    <>
      {heading}
      {loaded.stale && <Notice tone="warn">{strings.unreachable}</Notice>}
      <ul className="recordings">
        {recordings.slice(0, shown).map((recording) => (
          <RecordingCard key={recording.id} recording={recording} onDeleted={() => void reload()} />
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button onPress={() => setShown(shown + pageSize)}>{strings.home.showMore(Math.min(more, pageSize))}</Button>
        </div>
      )}
    </>
  );
}
