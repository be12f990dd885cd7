import type { Recording, RecordingList } from '@rostrum/protocol';
import { type ReactNode, useState } from 'react';
import { api } from '../api.ts';
import { strings } from '../strings.ts';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { CardSkeleton } from '../ui/skeleton.tsx';
import { useLoaded } from '../use-loaded.ts';
import { Library } from './library.tsx';

export interface RecordingGridProps {
  /** Only this webinar's. */
  readonly webinarId?: string;
  /** Above the list, once there is one. */
  readonly heading?: ReactNode;
  readonly empty: ReactNode;
}

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
  if (loaded.name === 'loading')
    return (
      <>
        {heading}
        <CardSkeleton cards={3} />
      </>
    );
  if (loaded.name === 'failed') return <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />;
  const { recordings } = loaded.value;
  return (
    <>
      {loaded.stale && <Notice tone="warn">{strings.unreachable}</Notice>}
      <Library
        recordings={recordings}
        hasTools={webinarId === undefined}
        heading={heading}
        empty={empty}
        onChanged={() => void reload()}
      />
    </>
  );
}
