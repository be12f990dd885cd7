import type { Webinar } from '@rostrum/protocol';

export interface WebinarGroups {
  readonly live: readonly Webinar[];
  /** The next one first. */
  readonly upcoming: readonly Webinar[];
  /** The latest first. */
  readonly past: readonly Webinar[];
}

const startMs = (webinar: Webinar) => Date.parse(webinar.startsAt);

/** A webinar that is late stays in "upcoming" until it has gone live and ended: the host is looking for it. */
export function groupWebinars(webinars: readonly Webinar[]): WebinarGroups {
  const inState = (state: Webinar['state']) => webinars.filter((webinar) => webinar.state === state);
  return {
    live: inState('live').toSorted((a, b) => startMs(b) - startMs(a)),
    upcoming: inState('scheduled').toSorted((a, b) => startMs(a) - startMs(b)),
    past: inState('ended').toSorted((a, b) => startMs(b) - startMs(a)),
  };
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Titles that hold every word of the query, whatever the case and the accents. */
export function matching(webinars: readonly Webinar[], query: string): readonly Webinar[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return webinars;
  return webinars.filter(({ title }) => {
    const folded = fold(title);
    return words.every((word) => folded.includes(word));
  });
}
