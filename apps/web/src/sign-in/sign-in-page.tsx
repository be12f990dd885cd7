import { Fault, toFault } from '@rostrum/protocol';
import { KeyRound } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { navigate } from '../route.ts';
import { strings } from '../strings.ts';
import { Link } from '../ui/link.tsx';
import { Message } from '../ui/message.tsx';
import { useDocumentTitle } from '../use-document-title.ts';

/** Trades the one-time token of the printed link for a session, and goes home. */
export function SignInPage({ token }: { readonly token: string }) {
  useDocumentTitle(strings.signIn.busy);
  const [fault, setFault] = useState<Fault>();
  const isSent = useRef(false);
  useEffect(() => {
    if (isSent.current) return; // The token works once.
    isSent.current = true;
    signIn(token)
      .then(() => navigate('/', { replace: true }))
      .catch((error: unknown) => setFault(toFault(error)));
  }, [token]);
  return (
    <main className="center">
      {fault ? (
        <Message
          icon={<KeyRound aria-hidden />}
          title={strings.signIn.failed}
          actions={
            <Link className="button" href="/">
              {strings.notFound.home}
            </Link>
          }
        >
          <p role="alert">{fault.publicMessage}</p>
        </Message>
      ) : (
        <p role="status">{strings.signIn.busy}</p>
      )}
    </main>
  );
}

async function signIn(token: string): Promise<void> {
  if (token === '') throw new Fault('BAD_REQUEST', { publicMessage: strings.signIn.missing });
  await api.signIn(token);
}
