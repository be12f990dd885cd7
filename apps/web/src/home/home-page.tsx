import type { Webinar } from '@rostrum/protocol';
import { CalendarPlus, Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api.ts';
import { navigate } from '../route.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Message } from '../ui/message.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ListSkeleton } from '../ui/skeleton.tsx';
import { useLoaded } from '../use-loaded.ts';
import { StorageNotice } from './storage-notice.tsx';
import { WebinarForm } from './webinar-form.tsx';
import { groupWebinars, matching } from './webinar-groups.ts';
import { WebinarSection } from './webinar-section.tsx';

export function HomePage() {
  const { loaded, reload } = useLoaded('webinars', api.webinars);
  const [isCreating, setCreating] = useState(false);
  const isSignedIn = loaded.name === 'loaded';
  const signOut = async () => {
    await api.signOut().catch(() => undefined); // The page below asks again, and shows what is so.
    await reload();
  };
  return (
    <Page
      title={strings.home.title}
      current="webinars"
      actions={
        isSignedIn && (
          <Button look="plain" onPress={() => void signOut()}>
            {strings.signIn.out}
          </Button>
        )
      }
    >
      {loaded.name === 'loading' && (
        <>
          <h1>{strings.home.title}</h1>
          <ListSkeleton rows={4} />
        </>
      )}
      {loaded.name === 'failed' && <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />}
      {loaded.name === 'loaded' && (
        <>
          <StorageNotice />
          {loaded.stale && <Notice tone="warn">{strings.unreachable}</Notice>}
          <WebinarList webinars={loaded.value.webinars} onCreate={() => setCreating(true)} />
        </>
      )}
      <FormDialog isOpen={isCreating} title={strings.home.create} onClose={() => setCreating(false)}>
        <WebinarForm onSaved={(webinar) => navigate(`/webinars/${webinar.id}`)} onCancel={() => setCreating(false)} />
      </FormDialog>
    </Page>
  );
}

function WebinarList({ webinars, onCreate }: { readonly webinars: readonly Webinar[]; readonly onCreate: () => void }) {
  const [query, setQuery] = useState('');
  const create = (
    <Button look="primary" onPress={onCreate}>
      <Plus size={18} aria-hidden />
      {strings.home.create}
    </Button>
  );
  if (webinars.length === 0)
    return (
      <Message icon={<CalendarPlus aria-hidden />} title={strings.home.empty} actions={create}>
        <p>{strings.home.emptyText}</p>
      </Message>
    );
  const found = matching(webinars, query);
  const groups = groupWebinars(found);
  return (
    <>
      <div className="row apart">
        <h1>{strings.home.title}</h1>
        {create}
      </div>
      <search className="search">
        <Search size={16} aria-hidden />
        <input
          className="input"
          type="search"
          dir="auto"
          aria-label={strings.home.search}
          placeholder={strings.home.searchHint}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </search>
      {found.length === 0 && (
        <div className="row" role="status">
          <p>{strings.home.noMatch(query)}</p>
          <Button onPress={() => setQuery('')}>{strings.home.clear}</Button>
        </div>
      )}
      <WebinarSection title={strings.home.live} webinars={groups.live} />
      <WebinarSection title={strings.home.upcoming} webinars={groups.upcoming} />
      <WebinarSection title={strings.home.past} webinars={groups.past} />
    </>
  );
}
