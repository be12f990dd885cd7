import type { StageView } from '@rostrum/client';
import type { LivePlayer } from '@rostrum/player';
import type { Joined, WebinarFacts } from '@rostrum/protocol';
import { CirclePlay, MonitorX } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { Fetched } from '../fetched.tsx';
import { ReactionFloat } from '../reactions/reaction-float.tsx';
import { NotEntered } from '../session/entry-states.tsx';
import { useAdmission } from '../session/use-admission.ts';
import { strings } from '../strings.ts';
import '../styles/lobby.css';
import '../styles/studio.css';
import '../styles/rail.css';
import '../styles/watch.css';
import '../styles/player.css';
import '../styles/captions.css';
import { type OpenedStage, useStage } from '../studio/use-stage.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { OfflineNotice } from '../ui/offline-notice.tsx';
import { useDocumentTitle } from '../use-document-title.ts';
import { useLasting } from '../use-lasting.ts';
import { useObservable } from '../use-observable.ts';
import { About } from './about.tsx';
import { AudienceBar } from './audience-bar.tsx';
import { AudienceNotices } from './audience-notices.tsx';
import { BesidePicture } from './beside-picture.tsx';
import { Cover } from './cover.tsx';
import { KeysButton } from './keys-button.tsx';
import { Player } from './player.tsx';
import { promotedStage } from './promoted.ts';
import { Promotion } from './promotion.tsx';
import type { StageSwap } from './stage-swap.ts';
import { useAudienceChat } from './use-audience-chat.ts';
import { useName } from './use-name.ts';
import { useStageDrawn } from './use-stage-drawn.ts';
import { useStageSwap } from './use-stage-swap.ts';
import { Waiting } from './waiting.tsx';
import { WatchChat } from './watch-chat.tsx';
import { WatchFrame } from './watch-frame.tsx';

const words = strings.watch;

/** The webinar for the audience: before, while it is live, and as a replay, at one address. */
export default function WatchPage({ token }: { readonly token: string }) {
  const { admission, retry } = useAdmission(token);
  const [visit, setVisit] = useState(0);
  useDocumentTitle(admission.name === 'admitted' ? admission.joined.webinar.title : '');
  if (admission.name === 'refused') return <NotEntered fault={admission.fault} onRetry={retry} />;
  if (admission.name === 'asking')
    return (
      <WatchFrame>
        <div className="skeleton screen-shape" role="status" aria-label={strings.loading} />
      </WatchFrame>
    );
  return <Visit key={visit} joined={admission.joined} onAgain={() => setVisit(visit + 1)} />;
}

interface VisitProps {
  readonly joined: Joined;
  readonly onAgain: () => void;
}

function Visit({ joined, onAgain }: VisitProps) {
  const stage = useStage(joined);
  return stage ? <Viewer stage={stage} joined={joined} onAgain={onAgain} /> : null;
}

/** In the audience, on the stage, or on the way from one to the other; or not here any more. */
function Viewer({ stage, joined, onAgain }: VisitProps & { readonly stage: OpenedStage }) {
  const view = useObservable(stage.client.view);
  const webinar = view.room?.webinar ?? joined.webinar;
  const isStageDrawn = useStageDrawn(stage.media, view.phase.name === 'on-stage');
  const { swap, moments } = useStageSwap(view, isStageDrawn);
  const { socket, phase } = view;
  if (phase.name === 'replaced') return <Replaced onAgain={onAgain} />;
  if (phase.name === 'refused') return <NotEntered fault={phase.fault} onRetry={onAgain} />;
  if (socket.name === 'closed' && socket.fault) return <NotEntered fault={socket.fault} onRetry={onAgain} />;
  return (
    <>
      {swap.name !== 'stage' && <Audience stage={stage} view={view} webinar={webinar} swap={swap} />}
      {isStageDrawn && (
        <Suspense>
          <Fetched part={promotedStage} props={{ stage, webinar, moments, isSeen: swap.name === 'stage' }} />
        </Suspense>
      )}
    </>
  );
}

interface AudienceProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly webinar: WebinarFacts;
  readonly swap: StageSwap;
}

function Audience({ stage, view, webinar, swap }: AudienceProps) {
  const { askName, question } = useName();
  const chat = useAudienceChat(view);
  const { client } = stage;
  const isOver = webinar.state === 'ended';
  return (
    <WatchFrame
      rail={chat.isOpen && !isOver && <WatchChat client={client} view={view} askName={askName} onClose={chat.toggle} />}
    >
      <Screen webinar={webinar} swap={swap} stage={stage} moments={view.moments} />
      <Connection view={view} />
      <AudienceNotices stage={stage} view={view} />
      {!isOver && (
        <AudienceBar
          client={client}
          view={view}
          askName={askName}
          hasChat={chat.isOpen}
          unread={chat.unread}
          onChat={chat.toggle}
        />
      )}
      <About
        webinar={webinar}
        keys={webinar.programme && <KeysButton isReplay={isOver} />}
        viewers={view.room?.viewers}
      />
      <Promotion stage={stage} view={view} question={question} />
    </WatchFrame>
  );
}

function Replaced({ onAgain }: { readonly onAgain: () => void }): ReactNode {
  return (
    <WatchFrame>
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
    </WatchFrame>
  );
}

interface ScreenProps extends Omit<AudienceProps, 'view'> {
  readonly moments: StageView['moments'];
}

function Screen({ webinar, swap, stage, moments }: ScreenProps) {
  const { state, programme } = webinar;
  const [player, setPlayer] = useState<LivePlayer>();
  // Live and replay are one player: the picture must not jump when the end comes.
  if (programme && state !== 'scheduled')
    return (
      <>
        <Player
          key={programme.id}
          url={programme.url}
          isOver={state === 'ended'}
          isSilenced={swap.name === 'arriving' && swap.isHeard}
          startAtMs={swap.name === 'player' ? swap.startAtMs : undefined}
          onPlayer={setPlayer}
        >
          <ReactionFloat client={stage.client} />
        </Player>
        {moments.length > 0 && <BesidePicture player={player} moments={moments} />}
      </>
    );
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

function Connection({ view: { socket } }: { readonly view: StageView }) {
  const isAway = useLasting(socket.name !== 'open', worthAWordMs);
  return (
    <div className="stack">
      <OfflineNotice />
      {isAway && navigator.onLine && <Notice tone="warn">{words.reconnecting}</Notice>}
    </div>
  );
}
