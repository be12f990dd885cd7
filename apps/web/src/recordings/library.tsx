import type { Recording } from '@rostrum/protocol';
import { type ReactNode, useState } from 'react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { foundRecordings, type LibraryFilter } from './found-recordings.ts';
import { LibraryTools } from './library-tools.tsx';
import { RecordingCard } from './recording-card.tsx';
import { SelectionBar } from './selection-bar.tsx';

export interface LibraryProps {
  /** Newest first. */
  readonly recordings: readonly Recording[];
  /** With search, filters and deleting of several at once. */
  readonly hasTools: boolean;
  readonly heading?: ReactNode;
  readonly empty: ReactNode;
  readonly onChanged: () => void;
}

const pageSize = 60;
const everything: LibraryFilter = { query: '', state: 'all', webinarId: '' };

/** Recordings as cards, and what can be done with several of them. */
export function Library({ recordings, hasTools, heading, empty, onChanged }: LibraryProps) {
  const [filter, setFilter] = useState(everything);
  const [shown, setShown] = useState(pageSize);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const found = foundRecordings(recordings, filter);
  const more = found.length - shown;
  // Whoever deletes the last one can still bring it back.
  const bar = hasTools && (
    <SelectionBar
      selected={recordings.filter(({ id }) => selected.has(id))}
      onClear={() => setSelected(new Set())}
      onChanged={onChanged}
    />
  );
  if (recordings.length === 0)
    return (
      <>
        {bar}
        {empty}
      </>
    );
  const select = (id: string, isSelected: boolean) => {
    const next = new Set(selected);
    if (isSelected) next.add(id);
    else next.delete(id);
    setSelected(next);
  };
  return (
    <>
      {heading}
      {hasTools && <LibraryTools recordings={recordings} filter={filter} onFilter={setFilter} />}
      {bar}
      {found.length === 0 && (
        <div className="row" role="status">
          <p>{strings.recordings.noMatch}</p>
          <Button onPress={() => setFilter(everything)}>{strings.recordings.showAll}</Button>
        </div>
      )}
      <ul className="recordings">
        {found.slice(0, shown).map((recording) => (
          <RecordingCard
            key={recording.id}
            recording={recording}
            onDeleted={onChanged}
            {...(hasTools
              ? { isSelected: selected.has(recording.id), onSelect: (is: boolean) => select(recording.id, is) }
              : {})}
          />
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
