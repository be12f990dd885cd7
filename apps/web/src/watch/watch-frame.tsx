import type { ReactNode } from 'react';
import { Brand } from '../ui/page.tsx';

/** The viewer's page: one column, and beside it (on a phone: over its lower part) what is open in the rail. */
export function WatchFrame({ rail, children }: { readonly rail?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className={rail ? 'watch with-rail' : 'watch'}>
      <header>
        <Brand />
      </header>
      <main>
        <div className="watch-column">{children}</div>
        {rail}
      </main>
    </div>
  );
}
