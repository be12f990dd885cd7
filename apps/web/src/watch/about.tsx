import type { WebinarFacts } from '@rostrum/protocol';
import { Eye } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatInstant } from '../format.ts';
import { RecordingLink } from '../recordings/visit/recording-link.tsx';
import { strings } from '../strings.ts';

const words = strings.watch;

export interface AboutProps {
  readonly webinar: WebinarFacts;
  readonly viewers: number | undefined;
  /** The way to the keys of the page; undefined while there is nothing to play. */
  readonly keys: ReactNode;
}

/** Below the picture: what this is. Before the start, the cover says it already. */
export function About({ webinar, viewers, keys }: AboutProps) {
  const { state, title, description, programme, startsAt } = webinar;
  const hasPlayer = state !== 'scheduled' && programme !== undefined;
  return (
    <section className="about" aria-label={words.about}>
      {hasPlayer && (
        <div className="row apart">
          <h1 dir="auto">{title}</h1>
          {keys}
        </div>
      )}
      <p className="facts">
        {state === 'live' && <span className="badge live">{words.live}</span>}
        {state === 'ended' && programme && <span className="badge">{words.replay}</span>}
        {state === 'live' && viewers !== undefined && (
          <span>
            <Eye size={16} aria-hidden />
            {words.watching(viewers)}
          </span>
        )}
        {hasPlayer && <time dateTime={programme.startedAt}>{formatInstant(programme.startedAt)}</time>}
        {state === 'ended' && !programme && <time dateTime={startsAt}>{formatInstant(startsAt)}</time>}
      </p>
      {state === 'ended' && programme && <RecordingLink />}
      {description && (
        <p className="prose" dir="auto">
          {description}
        </p>
      )}
    </section>
  );
}
