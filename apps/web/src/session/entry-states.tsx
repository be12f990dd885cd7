import type { Fault } from '@rostrum/protocol';
import { CloudOff, Unlink } from 'lucide-react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';

/** While the link is being checked. */
export function Entering() {
  return (
    <main className="center">
      <p role="status" className="quiet">
        {strings.entry.opening}
      </p>
    </main>
  );
}

/** The link does not let anyone in, or not now. */
export function NotEntered({ fault, onRetry }: { readonly fault: Fault; readonly onRetry: () => void }) {
  const mayChange = fault.kind.retry;
  return (
    <main className="center">
      <Message
        icon={mayChange ? <CloudOff aria-hidden /> : <Unlink aria-hidden />}
        title={mayChange ? strings.entry.notNow : strings.entry.failed}
        actions={mayChange ? <Button onPress={onRetry}>{strings.tryAgain}</Button> : undefined}
      >
        <p role="alert">{fault.publicMessage}</p>
      </Message>
    </main>
  );
}
