import { AudienceClient, type AudienceView } from '@rostrum/client';
import type { Joined, WebinarFacts } from '@rostrum/protocol';
import { CirclePlay, MonitorX } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { stageUrl } from '../api.ts';
import { NotEntered } from '../session/entry-states.tsx';
import { useAdmission } from '../session/use-admission.ts';
import { strings } from '../strings.ts';
import '../styles/watch.css';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { Brand } from '../ui/page.tsx';
import { useDocumentTitle } from '../use-document-title.ts';
import { useLasting } from '../use-lasting.ts';
import { useObservable } from '../use-observable.ts';
import { About } from './about.tsx';
import { Cover } from './cover.tsx';
import { Player } from './player.tsx';
import { Waiting } from './waiting.tsx';

const words = strings.watch;

/** The webinar for the audience: before, while it is live, and as a replay, at one address. */
export default function WatchPage({ token }: { readonly token: string }) {
  const { admission, retry } = useAdmission(token);
  const [visit, setVisit] = useState(0);
  useDocumentTitle(admission.name === 'admitted' ? admission.joined.webinar.title : '');
  if (admission.name === 'refused') return <NotEntered fault={admission.fault} onRetry={retry} />;
  if (admission.name === 'asking')
    return (
      <Frame>
        <div className="skeleton screen-shape" role="status" aria-label={strings.loading} />
      </Frame>
    );
  return <Visit key={visit} joined={admission.joined} onAgain={() => setVisit(visit + 1)} />;
}

function Frame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="watch">
      <header>
        <Brand />
      </header>
      <main>{children}</main>
    </div>
  );
}

interface VisitProps {
  readonly joined: Joined;
  readonly onAgain: () => void;
}

function Visit({ joined, onAgain }: VisitProps) {
  const [client, setClient] = useState<AudienceClient>();
  useEffect(() => {
    const opened = AudienceClient.open({ url: stageUrl(), session: joined.session });
    setClient(opened);
    return () => opened.close();
  }, [joined]);
  return client ? <Audience client={client} joined={joined} onAgain={onAgain} /> : null;
}

function Audience({ client, joined, onAgain }: VisitProps & { readonly client: AudienceClient }) {
  const view = useObservable(client.view);
  const webinar = view.room?.webinar ?? joined.webinar;
  const { socket } = view;
  if (socket.name === 'closed' && socket.reason === 'replaced')
    return (
      <Frame>
        <Cover
          icon={<MonitorX aria-hidden />}
          title={words.replacedTitle}
          actions={
            <Button look="primary" onPress={onAgain}>
              {words.useHere}
            </Button>
          }
        >
          <p role="alert">{words.replacedText}</p>
        </Cover>
      </Frame>
    );
  if (socket.name === 'closed' && socket.fault) return <NotEntered fault={socket.fault} onRetry={onAgain} />;
  return (
    <Frame>
      <Screen webinar={webinar} />
      <Connection view={view} />
      <About webinar={webinar} viewers={view.room?.viewers} />
    </Frame>
  );
}

function Screen({ webinar }: { readonly webinar: WebinarFacts }) {
  const { state, programme } = webinar;
  // Live and replay are one player: the picture must not jump when the end comes.
  if (programme && state !== 'scheduled')
    return <Player key={programme.id} url={programme.url} isOver={state === 'ended'} />;
  if (state === 'ended')
    return (
      <Cover icon={<CirclePlay aria-hidden />} title={words.notBroadcast}>
        <p>{words.notBroadcastText}</p>
      </Cover>
    );
  return <Waiting webinar={webinar} />;
}

/** Shorter losses are over before anybody could act on them. */
const worthAWordMs = 2000;

function Connection({ view: { socket } }: { readonly view: AudienceView }) {
  const isAway = useLasting(socket.name !== 'open', worthAWordMs);
  return (
    <div className="stack">
      <OfflineNotice />
      {isAway && navigator.onLine && <Notice tone="warn">{words.reconnecting}</Notice>}
    </div>
  );
}
