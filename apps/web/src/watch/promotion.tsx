import type { StageView } from '@rostrum/client';
import { Suspense, useEffect, useState } from 'react';
import { NameDialog } from '../chat/name-dialog.tsx';
import { Fetched, FetchedPart } from '../fetched.tsx';
import { type OpenedStage, startDevicesUnasked } from '../studio/use-stage.ts';
import { mayOpenDevices, mayOpenDevicesAtOnce } from './may-open-devices.ts';
import { promotedStage } from './promoted.ts';
import { stopDevices } from './stop-devices.ts';
import type { NameQuestion } from './use-name.ts';

const invite = new FetchedPart(() => import('./invite-dialog.tsx'));

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
  const isNear = isOffered || isReturning || (room?.me.handRaised ?? false);
  useOwnDevices(stage, isNear, phase.name === 'lobby' && promotion.name === 'none' && !isReturning);
  usePrefetch(isNear);
  if (isOffered)
    return (
      <Suspense>
        <Fetched
          part={invite}
          props={{
            by: promotion.by,
            media,
            onJoin: (name) => void client.acceptOffer(name),
            onDecline: () => {
              stopDevices(stage);
              void client.declineOffer();
            },
          }}
        />
      </Suspense>
    );
  if (isReturning)
    return (
      <Suspense>
        <Fetched
          part={invite}
          props={{
            by: undefined,
            media,
            onJoin: (name) => void client.join(name),
            onDecline: () => {
              setAsked(true);
              stopDevices(stage);
              client.leaveStage();
            },
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
function useOwnDevices(stage: OpenedStage, isNear: boolean, isInAudience: boolean): void {
  useEffect(() => {
    const { client, media } = stage;
    const isAsked = () => client.view.value.promotion.name === 'offered';
    const open = () => {
      const { camera, microphone } = media.state.value;
      if (camera.name === 'off' && microphone.name === 'off') void startDevicesUnasked(media);
    };
    let isCurrent = true;
    if (isNear) void mayOpenDevices().then((may) => may && isCurrent && isAsked() && open());
    // With the question itself, before the page draws it.
    let wasAsked = isAsked();
    const end = client.view.subscribe(() => {
      if (isAsked() && !wasAsked && mayOpenDevicesAtOnce()) open();
      // Withdrawn, maybe before it was drawn.
      if (wasAsked && client.view.value.promotion.name === 'none') stopDevices(stage);
      wasAsked = isAsked();
    });
    return () => {
      isCurrent = false;
      end();
    };
  }, [stage, isNear]);
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
    if (isNear) Promise.all([invite.fetch(), promotedStage.fetch()]).catch(() => undefined);
  }, [isNear]);
}
