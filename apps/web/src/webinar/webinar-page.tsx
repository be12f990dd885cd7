import { type Fault, toFault, type Webinar } from '@rostrum/protocol';
import { ArrowLeft, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api } from '../api.ts';
import { formatInstant } from '../format.ts';
import { WebinarForm } from '../home/webinar-form.tsx';
import { RecordingGrid } from '../recordings/recording-grid.tsx';
import { navigate } from '../route.ts';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { Link } from '../ui/link.tsx';
import { LoadFailure } from '../ui/load-failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { QrButton } from '../ui/qr-button.tsx';
import { ListSkeleton } from '../ui/skeleton.tsx';
import { useLoaded } from '../use-loaded.ts';
import { ownTimeZone } from '../zoned-time.ts';
import { BrandingSection } from './branding/branding-section.tsx';
import { CaptionsSection } from './captions-section.tsx';
import { RetentionSection } from './retention-section.tsx';

export function WebinarPage({ id }: { readonly id: string }) {
  const { loaded, reload } = useLoaded(id, () => api.webinar(id));
  return (
    <Page title={loaded.name === 'loaded' ? loaded.value.title : strings.home.title} current="webinars">
      {loaded.name === 'loading' && (
        <>
          <h1 className="visually-hidden">{strings.loading}</h1>
          <ListSkeleton rows={4} />
        </>
      )}
      {loaded.name === 'failed' && <LoadFailure fault={loaded.fault} onRetry={() => void reload()} />}
      {loaded.name === 'loaded' && (
        <>
          {loaded.stale && <Notice tone="warn">{strings.unreachable}</Notice>}
          <Overview webinar={loaded.value} onChanged={() => void reload()} />
        </>
      )}
    </Page>
  );
}

function Overview({ webinar, onChanged }: { readonly webinar: Webinar; readonly onChanged: () => void }) {
  const { id, title, description, startsAt, timeZone, state, links } = webinar;
  const words = strings.webinar;
  return (
    <>
      <div className="stack">
        <Link href="/" className="row small back">
          <ArrowLeft size={16} aria-hidden />
          {words.back}
        </Link>
        <div className="row apart">
          <h1 dir="auto">{title}</h1>
          <div className="row">
            <EditWebinar webinar={webinar} onChanged={onChanged} />
            {state !== 'ended' && (
              <a className="button primary" href={links.host}>
                {words.openStudio}
              </a>
            )}
          </div>
        </div>
        <div className="facts">
          <span className={state === 'live' ? 'badge live' : 'badge'}>{words.state[state]}</span>
          <time dateTime={startsAt}>{formatInstant(startsAt)}</time>
          {timeZone !== ownTimeZone() && <span>({formatInstant(startsAt, timeZone)})</span>}
        </div>
        {description && (
          <p className="prose" dir="auto">
            {description}
          </p>
        )}
      </div>
      <section className="stack">
        <h2>{words.links}</h2>
        <div className="card">
          <LinkRow name={words.host} hint={words.hostHint} address={links.host} />
          <LinkRow name={words.presenter} hint={words.presenterHint} address={links.presenter} />
          <LinkRow name={words.viewer} hint={words.viewerHint} address={links.viewer} />
        </div>
      </section>
      <BrandingSection webinarId={id} title={title} />
      <CaptionsSection webinar={webinar} onChanged={onChanged} />
      <section className="stack">
        <h2>{words.recordings}</h2>
        <RecordingGrid webinarId={id} empty={<p className="quiet">{words.noRecordings}</p>} />
      </section>
      <RetentionSection webinar={webinar} onChanged={onChanged} />
      <DeleteWebinar id={id} />
    </>
  );
}

function LinkRow({ name, hint, address }: { readonly name: string; readonly hint: string; readonly address: string }) {
  return (
    <div className="link-row">
      <h3>{name}</h3>
      <div>
        <p>{hint}</p>
        <a className="address" href={address}>
          {address}
        </a>
      </div>
      <div className="row tight">
        <QrButton address={address} label={strings.webinar.qr(name)} hint={strings.webinar.qrHint} />
        <CopyButton text={address} label={strings.webinar.copyLink(name)} />
      </div>
    </div>
  );
}

function EditWebinar({ webinar, onChanged }: { readonly webinar: Webinar; readonly onChanged: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const saved = () => {
    close();
    onChanged();
  };
  return (
    <>
      <Button aria-label={strings.webinar.edit} onPress={() => setOpen(true)}>
        <Pencil size={16} aria-hidden />
        {strings.webinar.editShort}
      </Button>
      <FormDialog isOpen={isOpen} title={strings.webinar.edit} onClose={close}>
        <WebinarForm webinar={webinar} onSaved={saved} onCancel={close} />
      </FormDialog>
    </>
  );
}

function DeleteWebinar({ id }: { readonly id: string }) {
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  const remove = async () => {
    setBusy(true);
    try {
      await api.deleteWebinar(id);
      navigate('/', { replace: true });
    } catch (error) {
      setFault(toFault(error));
      setBusy(false);
    }
  };
  return (
    <div>
      <Button look="plain" onPress={() => setAsking(true)}>
        <Trash2 size={16} aria-hidden />
        {strings.webinar.remove}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        title={strings.webinar.removeTitle}
        text={strings.webinar.removeText}
        yes={strings.webinar.removeYes}
        no={strings.cancel}
        look="danger"
        isBusy={isBusy}
        problem={fault?.publicMessage}
        onYes={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </div>
  );
}
