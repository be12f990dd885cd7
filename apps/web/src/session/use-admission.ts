import { Fault, type Joined, toFault } from '@rostrum/protocol';
import { useCallback, useEffect, useState } from 'react';
import { api } from '../api.ts';
import { recallSession, rememberSession } from '../preferences.ts';
import { strings } from '../strings.ts';

export type Admission =
  | { readonly name: 'asking' }
  | { readonly name: 'admitted'; readonly joined: Joined }
  | { readonly name: 'refused'; readonly fault: Fault };

/** Trades the token of a link for a session. A browser that was here before keeps its identity. */
export function useAdmission(token: string): { admission: Admission; retry: () => void } {
  const [admission, setAdmission] = useState<Admission>({ name: 'asking' });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` is what asks again
  useEffect(() => {
    let isCurrent = true;
    const settle = (next: Admission) => isCurrent && setAdmission(next);
    settle({ name: 'asking' });
    admit(token)
      .then((joined) => settle({ name: 'admitted', joined }))
      .catch((error: unknown) => settle({ name: 'refused', fault: toFault(error) }));
    return () => {
      isCurrent = false;
    };
  }, [token, turn]);
  const retry = useCallback(() => setTurn((before) => before + 1), []);
  return { admission, retry };
}

async function admit(token: string): Promise<Joined> {
  if (token === '') throw new Fault('TOKEN_INVALID', { publicMessage: strings.entry.missing });
  const session = recallSession(token);
  const joined = await (session === undefined ? api.join({ token }) : rejoin(token, session));
  rememberSession(token, joined.session);
  return joined;
}

/** A session of long ago may have expired while the link is still good: then it is a first visit. */
async function rejoin(token: string, session: string): Promise<Joined> {
  try {
    return await api.join({ token, session });
  } catch (error) {
    if (error instanceof Fault && error.kind.http === 401) return api.join({ token });
    throw error;
  }
}
