import type { Recording } from '@rostrum/protocol';

/** What a person narrows the library down to. */
export interface LibraryFilter {
  readonly query: string;
  readonly state: 'all' | 'ready' | 'making' | 'failed';
  /** Of one webinar; empty for all. */
  readonly webinarId: string;
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

const isInState = ({ state }: Recording, wanted: LibraryFilter['state']): boolean =>
  wanted === 'all' || (wanted === 'making' ? state === 'queued' || state === 'processing' : state === wanted);

/** Recordings whose title holds every word of the query, whatever the case and the accents, and that fit the rest. */
export function foundRecordings(recordings: readonly Recording[], filter: LibraryFilter): readonly Recording[] {
  const words = fold(filter.query).split(/\s+/).filter(Boolean);
  return recordings.filter((recording) => {
    if (!isInState(recording, filter.state)) return false;
    if (filter.webinarId !== '' && recording.webinarId !== filter.webinarId) return false;
    const title = fold(recording.title);
    return words.every((word) => title.includes(word));
  });
}

export interface RecordedWebinar {
  readonly id: string;
  readonly label: string;
}

/** The webinars that have several recordings, by the title of the newest. */
export function webinarsOf(recordings: readonly Recording[]): RecordedWebinar[] {
  const groups = Map.groupBy(recordings, ({ webinarId }) => webinarId);
  return [...groups]
    .filter(([, own]) => own.length > 1)
    .map(([id, own]) => ({ id, label: own[0]?.title ?? '' }))
    .sort((a, b) => a.label.localeCompare(b.label));
}
