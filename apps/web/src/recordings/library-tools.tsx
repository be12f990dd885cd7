import type { Recording } from '@rostrum/protocol';
import { Search } from 'lucide-react';
import { strings } from '../strings.ts';
import { type LibraryFilter, webinarsOf } from './found-recordings.ts';

export interface LibraryToolsProps {
  readonly recordings: readonly Recording[];
  readonly filter: LibraryFilter;
  readonly onFilter: (filter: LibraryFilter) => void;
}

const words = strings.recordings;
const states: readonly LibraryFilter['state'][] = ['all', 'ready', 'making', 'failed'];

/** Search and filters. */
export function LibraryTools({ recordings, filter, onFilter }: LibraryToolsProps) {
  const webinars = webinarsOf(recordings);
  return (
    <div className="row library-tools">
      <search className="search">
        <Search size={16} aria-hidden />
        <input
          className="input"
          type="search"
          dir="auto"
          aria-label={words.search}
          placeholder={words.searchHint}
          value={filter.query}
          onChange={(event) => onFilter({ ...filter, query: event.target.value })}
        />
      </search>
      <select
        className="select"
        aria-label={words.filterState}
        value={filter.state}
        onChange={(event) => onFilter({ ...filter, state: event.target.value as LibraryFilter['state'] })}
      >
        {states.map((state) => (
          <option key={state} value={state}>
            {words.filterStates[state]}
          </option>
        ))}
      </select>
      {webinars.length > 0 && (
        <select
          className="select"
          aria-label={words.filterWebinar}
          value={filter.webinarId}
          onChange={(event) => onFilter({ ...filter, webinarId: event.target.value })}
        >
          <option value="">{words.allWebinars}</option>
          {webinars.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
