import type { Webinar } from '@rostrum/protocol';
import { useId, useState } from 'react';
import { formatShort } from '../format.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Link } from '../ui/link.tsx';

const pageSize = 50;

export function WebinarSection({ title, webinars }: { readonly title: string; readonly webinars: readonly Webinar[] }) {
  const id = useId();
  const [shown, setShown] = useState(pageSize);
  if (webinars.length === 0) return null;
  const more = webinars.length - shown;
  return (
    <section className="stack" aria-labelledby={id}>
      <h2 id={id}>
        {title} <span className="quiet numbers">{webinars.length}</span>
      </h2>
      <ul className="list">
        {webinars.slice(0, shown).map((webinar) => (
          <WebinarRow key={webinar.id} webinar={webinar} />
        ))}
      </ul>
      {more > 0 && (
        <div>
          <Button onPress={() => setShown(shown + pageSize)}>{strings.home.showMore(Math.min(more, pageSize))}</Button>
        </div>
      )}
    </section>
  );
}

function WebinarRow({ webinar }: { readonly webinar: Webinar }) {
  const { id, title, state, startsAt, links } = webinar;
  return (
    <li className="card webinar-row">
      <div>
        <Link className="title" href={`/webinars/${id}`} dir="auto">
          {title}
        </Link>
        <p className="facts">
          {state === 'live' && <span className="badge live">{strings.watch.live}</span>}
          <time dateTime={startsAt}>{formatShort(startsAt)}</time>
        </p>
      </div>
      {state !== 'ended' && (
        <div className="row">
          <CopyButton text={links.viewer} label={strings.webinar.copyLink(strings.webinar.viewer)}>
            {strings.home.viewerLink}
          </CopyButton>
          <a className="button" href={links.host}>
            {strings.webinar.openStudio}
          </a>
        </div>
      )}
    </li>
  );
}
