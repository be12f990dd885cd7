import type { Fault } from '@rostrum/protocol';
import { CloudOff, Unlink } from 'lucide-react';
import { strings } from '../strings.ts';
import { Button } from '../ui/button.tsx';
import { Message } from '../ui/message.tsx';
import { refusalOf } from './refusal.ts';

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
  const { title, wayOut } = refusalOf(fault);
  return (
    <main className="center">
      <Message
        icon={wayOut === 'none' ? <Unlink aria-hidden /> : <CloudOff aria-hidden />}
        title={title}
        actions={
          wayOut === 'none' ? undefined : wayOut === 'retry' ? (
            <Button onPress={onRetry}>{strings.tryAgain}</Button>
          ) : (
            <Button onPress={() => location.reload()}>{strings.reload}</Button>
          )
        }
      >
        <p role="alert">{fault.publicMessage}</p>
      </Message>
    </main>
  );
}
