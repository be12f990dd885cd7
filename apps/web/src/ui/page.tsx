import type { ReactNode } from 'react';
import icon from '../icon.svg';
import { strings } from '../strings.ts';
import { useDocumentTitle } from '../use-document-title.ts';
import { Link } from './link.tsx';
import { OfflineNotice } from './offline-notice.tsx';

export interface PageProps {
  readonly title: string;
  readonly current?: 'webinars' | 'recordings';
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the organizer's pages. */
export function Page({ title, current, actions, children }: PageProps) {
  useDocumentTitle(title);
  const mark = (name: PageProps['current']) => (current === name ? { 'aria-current': 'page' as const } : {});
  return (
    <div className="page">
      <header>
        {/* Not a link: the address's fragment may be someone's token. */}
        <button type="button" className="skip button" onClick={() => document.getElementById('content')?.focus()}>
          {strings.skip}
        </button>
        <div className="bar">
          <Brand />
          <nav aria-label={strings.nav.main}>
            <Link href="/" {...mark('webinars')}>
              {strings.nav.webinars}
            </Link>
            <Link href="/recordings" {...mark('recordings')}>
              {strings.nav.recordings}
            </Link>
          </nav>
          <span className="spring" />
          {actions}
        </div>
      </header>
      <main className="content" id="content" tabIndex={-1}>
        <OfflineNotice />
        {children}
      </main>
    </div>
  );
}

export function Brand() {
  return (
    <Link className="brand" href="/" aria-label={strings.product}>
      <img src={icon} width={28} height={28} alt="" />
      <span>{strings.product}</span>
    </Link>
  );
}
