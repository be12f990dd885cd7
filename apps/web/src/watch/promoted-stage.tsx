import type { WebinarFacts } from '@rostrum/protocol';
import { useEffect } from 'react';
import { Stage } from '../studio/stage.tsx';
import { StageMoments, type StageMomentsValue } from '../studio/stage-moments.ts';
import { useDarkSurface } from '../studio/use-dark-surface.ts';
import type { OpenedStage } from '../studio/use-stage.ts';
import { stopDevices } from './stop-devices.ts';

export interface PromotedStageProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  readonly moments: StageMomentsValue;
  /** False: it arrives behind the player, drawn but covered, so that the swap shows it at once. */
  readonly isSeen: boolean;
}

/** The studio's stage in a viewer's page. */
export default function PromotedStage({ stage, webinar, moments, isSeen }: PromotedStageProps) {
  useDarkSurface(isSeen);
  const { client } = stage;
  // Back in the audience, by whomever: nothing of this person goes on being captured.
  useEffect(() => () => stopDevices(stage), [stage]);
  useEffect(() => {
    if (webinar.state === 'ended') client.leaveStage();
  }, [webinar.state, client]);
  return (
    <div className={isSeen ? 'promoted' : 'promoted arriving'} inert={!isSeen}>
      <StageMoments value={moments}>
        <Stage stage={stage} webinar={webinar} onLeaveStage={() => client.leaveStage()} />
      </StageMoments>
    </div>
  );
}
