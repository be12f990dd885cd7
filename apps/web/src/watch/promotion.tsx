import type { StageView } from '@rostrum/client';
import { useEffect, useState } from 'react';
import { NameDialog } from '../chat/name-dialog.tsx';
import type { OpenedStage } from '../studio/use-stage.ts';
import { InviteDialog } from './invite-dialog.tsx';
import type { NameQuestion } from './use-name.ts';

export interface PromotionProps {
  readonly stage: OpenedStage;
  readonly view: StageView;
  readonly question: NameQuestion | undefined;
}

/** The questions that the page asks of a viewer: on stage? and under which name? Never two at once. */
export function Promotion({ stage, view, question }: PromotionProps) {
  const { client, media } = stage;
  const { promotion, phase, role } = view;
  const [wasAsked, setAsked] = useState(false);
  const isOffered = promotion.name === 'offered';
  const isOnStage = phase.name === 'on-stage';
  useEffect(() => {
    if (isOnStage) setAsked(true);
  }, [isOnStage]);
  // A promoted viewer who loaded the page again still has their place.
  const isReturning = phase.name === 'lobby' && promotion.name === 'none' && role === 'presenter' && !wasAsked;
  useLeaveFullScreen(isOffered);
  if (isOffered)
    return (
      <InviteDialog
        by={promotion.by}
        media={media}
        onJoin={(name) => void client.acceptOffer(name)}
        onDecline={() => {
          stopDevices(stage);
          void client.declineOffer();
        }}
      />
    );
  if (isReturning)
    return (
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
    );
  return <NameDialog onName={question?.onName} onClose={() => question?.onClose()} />;
}

/** Their lights go out, and the next time begins as the first one did. */
export function stopDevices({ media }: OpenedStage): void {
  media.stop('camera');
  media.stop('microphone');
  media.stopScreen();
  media.setMuted(false);
}

/** A dialog is not seen over a picture that has the whole screen. */
function useLeaveFullScreen(isOffered: boolean): void {
  useEffect(() => {
    if (isOffered && document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
  }, [isOffered]);
}
