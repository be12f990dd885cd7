import type { Fault } from '@rostrum/protocol';
import { CloudOff, KeyRound } from 'lucide-react';
import { strings } from '../strings.ts';
import { Button } from './button.tsx';
import { Message } from './message.tsx';

/** Why a page could not be loaded, and what to do. */
export function LoadFailure({ fault, onRetry }: { readonly fault: Fault; readonly onRetry: () => void }) {
  if (fault.code === 'SIGN_IN_REQUIRED')
    return (
      <Message icon={<KeyRound aria-hidden />} title={strings.signIn.needed}>
        <p>{strings.signIn.how}</p>
        <p className="quiet">{strings.signIn.restart}</p>
      </Message>
    );
  return (
    <Message
      icon={<CloudOff aria-hidden />}
      title={fault.publicMessage}
      actions={fault.kind.retry ? <Button onPress={onRetry}>{strings.tryAgain}</Button> : undefined}
    />
  );
}
