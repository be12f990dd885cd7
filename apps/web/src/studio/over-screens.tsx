import type { Fault, Role } from '@rostrum/protocol';
import { CircleCheck, DoorOpen, MonitorUp, MonitorX, Tv } from 'lucide-react';
import type { ReactNode } from 'react';
import { RecordingLink } from '../recordings/visit/recording-link.tsx';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Link } from '../ui/link.tsx';
import { Message } from '../ui/message.tsx';

const words = strings.studio;

interface AgainProps {
  readonly onAgain: () => void;
}

function Screen(props: { icon: ReactNode; title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <main className="center">
      <Message {...props} />
    </main>
  );
}

export function StageLeft({ isLive, onAgain }: AgainProps & { readonly isLive: boolean }) {
  return (
    <Screen icon={<DoorOpen aria-hidden />} title={words.leftTitle} actions={<Again onAgain={onAgain} />}>
      <p>
        {words.leftText} {isLive && words.leftLive}
      </p>
    </Screen>
  );
}

export function StageReplaced({ onAgain }: AgainProps) {
  return (
    <Screen
      icon={<MonitorUp aria-hidden />}
      title={words.replacedTitle}
      actions={
        <Button look="primary" onPress={onAgain}>
          {words.useHere}
        </Button>
      }
    >
      <p role="alert">{words.replacedText}</p>
    </Screen>
  );
}

/** Opened a second time by mistake, this page must not take somebody off the stage. */
export function StageElsewhere({ onAgain }: AgainProps) {
  return (
    <Screen
      icon={<MonitorUp aria-hidden />}
      title={words.elsewhereTitle}
      actions={
        <Button look="primary" onPress={onAgain}>
          {words.useHere}
        </Button>
      }
    >
      <p role="alert">{words.elsewhereText}</p>
    </Screen>
  );
}

/** The links of the stage open the recording, too: a host need not be the organizer. */
export function StageEnded({ role }: { readonly role: Role }) {
  return (
    <Screen icon={<CircleCheck aria-hidden />} title={words.endedTitle} actions={<RecordingLink />}>
      <p role="status">{role === 'host' ? words.endedHost : words.endedPresenter}</p>
    </Screen>
  );
}

export function StageRefused({ fault, role, onAgain }: AgainProps & { readonly fault: Fault; readonly role: Role }) {
  if (fault.code === 'WEBINAR_ENDED') return <StageEnded role={role} />;
  return (
    <Screen
      icon={<MonitorX aria-hidden />}
      title={fault.code === 'REMOVED' ? words.removedTitle : words.refusedTitle}
      actions={fault.code !== 'REMOVED' && <Again onAgain={onAgain} />}
    >
      <p role="alert">{fault.publicMessage}</p>
    </Screen>
  );
}

/** Someone opened the studio with a link that is for watching. */
export function ViewerLink({ token }: { readonly token: string }) {
  return (
    <Screen
      icon={<Tv aria-hidden />}
      title={words.viewerTitle}
      actions={
        <Link className="button primary" href={`/watch#${token}`}>
          {words.toWatch}
        </Link>
      }
    >
      <p>{words.viewerText}</p>
    </Screen>
  );
}

function Again({ onAgain }: AgainProps) {
  return (
    <Button look="primary" onPress={onAgain}>
      {words.rejoin}
    </Button>
  );
}
