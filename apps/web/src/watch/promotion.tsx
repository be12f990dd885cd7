import type { StageView } from '@rostrum/client';
import { lazy, Suspense, useEffect, useState } from 'react';
import { NameDialog } from '../chat/name-dialog.tsx';
import { type OpenedStage, startDevicesUnasked } from '../studio/use-stage.ts';
import { mayOpenDevices } from './may-open-devices.ts';
import { stopDevices } from './stop-devices.ts';
import type { NameQuestion } from './use-name.ts';

const fetchDialog = () => import('./invite-dialog.tsx');
const InviteDialog = lazy(fetchDialog);

export interface PromotionProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly question: NameQuestion | undefined;
}

/** The questions that the page asks of a viewer: on stage? and under which name? Never two at once. */
export function Promotion({ stage, view, question }: PromotionProps) {
  const { client, media } = stage;
  const { promotion, phase, role, room } = view;
  const [wasAsked, setAsked] = useState(false);
  const isOffered = promotion.name === 'offered';
  const isOnStage = phase.name === 'on-stage';
  useEffect(() => {
    if (isOnStage) setAsked(true);
  }, [isOnStage]);
  // A promoted viewer who loaded the page again still has their place.
  const isReturning = phase.name === 'lobby' && promotion.name === 'none' && role === 'presenter' && !wasAsked;
  useLeaveFullScreen(isOffered);
  useOwnDevices(stage, isOffered, phase.name === 'lobby' && promotion.name === 'none' && !isReturning);
  usePrefetch(isOffered || isReturning || (room?.me.handRaised ?? false));
  if (isOffered)
    return (
      <Suspense>
        <InviteDialog
          by={promotion.by}
          media={media}
          onJoin={(name) => void client.acceptOffer(name)}
          onDecline={() => {
            stopDevices(stage);
            void client.declineOffer();
          }}
        />
      </Suspense>
    );
  if (isReturning)
    return (
      <Suspense>
        <InviteDialog
          by={undefined}
          media={media}
          onJoin={(name) => void client.join(name)}
          onDecline={() => {
            setAsked(true);
            stopDevices(stage);
            client.leaveStage();
          }}
        />
      </Suspense>
    );
  return <NameDialog onName={question?.onName} onClose={() => question?.onClose()} />;
}

/**
 * Where the browser asks nothing, camera and microphone open with the question, for nobody but the person to see. They
 * close when it is withdrawn.
 */
function useOwnDevices(stage: OpenedStage, isOffered: boolean, isInAudience: boolean): void {
  useEffect(() => {
    let isCurrent = isOffered;
    if (isOffered)
      void mayOpenDevices().then((may) => {
        const { camera, microphone } = stage.media.state.value;
        const isOff = camera.name === 'off' && microphone.name === 'off';
        if (may && isCurrent && isOff) void startDevicesUnasked(stage.media);
      });
    return () => {
      isCurrent = false;
    };
  }, [stage, isOffered]);
  useEffect(() => {
    if (isInAudience) stopDevices(stage);
  }, [stage, isInAudience]);
}

/** A dialog is not seen over a picture that has the whole screen. */
function useLeaveFullScreen(isOffered: boolean): void {
  useEffect(() => {
    if (isOffered && document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }, [isOffered]);
}

/** What the question and the stage are drawn with is here before they are. A failure shows when it is needed. */
function usePrefetch(isNear: boolean): void {
  useEffect(() => {
    if (isNear) Promise.all([fetchDialog(), import('./promoted-stage.tsx')]).catch(() => undefined);
  }, [isNear]);
}
