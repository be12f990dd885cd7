import type { Joined } from '@rostrum/protocol';
import { useEffect, useState } from 'react';
import { Entering, NotEntered } from '../session/entry-states.tsx';
import { useAdmission } from '../session/use-admission.ts';
import '../styles/studio.css';
import '../styles/rail.css';
import '../styles/lobby.css';
import { useDocumentTitle } from '../use-document-title.ts';
import { useObservable } from '../use-observable.ts';
import { StageElsewhere, StageEnded, StageLeft, StageRefused, StageReplaced, ViewerLink } from './over-screens.tsx';
import { PreJoin } from './prejoin.tsx';
import { Stage } from './stage.tsx';
import { useDarkSurface } from './use-dark-surface.ts';
import { type OpenedStage, useStage } from './use-stage.ts';
import { useStageLock, useTaken } from './use-stage-lock.ts';

/** The stage, for the host and the presenters: always dark. */
export default function StudioPage({ token }: { readonly token: string }) {
  useDarkSurface(true);
  const { admission, retry } = useAdmission(token);
  const [visit, setVisit] = useState(0);
  const { taken, useHere } = useTaken(token);
  useDocumentTitle(admission.name === 'admitted' ? admission.joined.webinar.title : '');
  if (admission.name === 'asking') return <Entering />;
  if (admission.name === 'refused') return <NotEntered fault={admission.fault} onRetry={retry} />;
  const { joined } = admission;
  if (joined.role === 'viewer') return <ViewerLink token={token} />;
  if (joined.webinar.state === 'ended') return <StageEnded role={joined.role} />;
  if (taken === undefined) return <Entering />;
  if (taken) return <StageElsewhere onAgain={useHere} />;
  return <Visit key={visit} token={token} joined={joined} onAgain={() => setVisit(visit + 1)} />;
}

interface VisitProps {
  readonly token: string;
  readonly joined: Joined;
  /** Start over: a new client, the devices again. */
  readonly onAgain: () => void;
}

/** From the lobby until this person leaves, in whatever way. */
function Visit(props: VisitProps) {
  const stage = useStage(props.joined);
  return stage ? <Screens stage={stage} {...props} /> : <Entering />;
}

function Screens({ stage, token, joined, onAgain }: VisitProps & { readonly stage: OpenedStage }) {
  const { phase, room } = useObservable(stage.client.view);
  const webinar = room?.webinar ?? joined.webinar;
  useStageLock(token, phase.name === 'on-stage');
  const isOver = webinar.state === 'ended' || ['left', 'replaced', 'refused'].includes(phase.name);
  useEffect(() => {
    if (!isOver) return;
    stage.client.leave();
    stage.media.close();
  }, [isOver, stage]);
  if (webinar.state === 'ended') return <StageEnded role={joined.role} />;
  switch (phase.name) {
    case 'connecting':
    case 'lobby':
    case 'joining':
      return <PreJoin stage={stage} webinar={webinar} role={joined.role} />;
    case 'on-stage':
      return <Stage stage={stage} webinar={webinar} />;
    case 'left':
      return <StageLeft isLive={webinar.state === 'live'} onAgain={onAgain} />;
    case 'replaced':
      return <StageReplaced onAgain={onAgain} />;
    case 'refused':
      return <StageRefused fault={phase.fault} role={joined.role} onAgain={onAgain} />;
    default:
      return phase satisfies never;
  }
}
