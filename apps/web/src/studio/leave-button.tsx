import type { WebinarFacts } from '@rostrum/protocol';
import { LogOut } from 'lucide-react';
import { useState } from 'react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useObservable } from '../use-observable.ts';
import { isLastHost } from './last-host.ts';
import type { OpenedStage } from './use-stage.ts';

export interface LeaveButtonProps {
  readonly stage: OpenedStage;
  readonly webinar: WebinarFacts;
  /** Back to the audience instead of out of the webinar. */
  readonly onLeaveStage?: () => void;
}

const words = strings.studio;

/** Leaving can be undone by joining again, so it does not ask; but a live webinar without a host is nobody's to end. */
export function LeaveButton({ stage: { client }, webinar, onLeaveStage }: LeaveButtonProps) {
  const view = useObservable(client.view);
  const [isAsking, setAsking] = useState(false);
  const leave = onLeaveStage ?? (() => client.leave());
  const mustAsk = webinar.state === 'live' && isLastHost(view);
  return (
    <>
      <IconButton
        className="round leave"
        label={onLeaveStage ? words.leaveStage : words.leave}
        icon={<LogOut aria-hidden />}
        onPress={mustAsk ? () => setAsking(true) : leave}
      />
      <ConfirmDialog
        isOpen={isAsking}
        title={words.leaveLiveTitle}
        text={words.leaveLiveText}
        yes={words.leaveLiveYes}
        no={words.leaveLiveNo}
        look="danger"
        onYes={leave}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
