import type { Fault } from '@rostrum/protocol';
import { Unlink } from 'lucide-react';
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
  return (
    <main className="center">
      <Message
        icon={<Unlink aria-hidden />}
        title={strings.entry.failed}
        actions={fault.kind.retry ? <Button onPress={onRetry}>{strings.tryAgain}</Button> : undefined}
      >
        <p role="alert">{fault.publicMessage}</p>
      </Message>
    </main>
  );
}
