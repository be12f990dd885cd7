import { useEffect, useState } from 'react';
import { isTaken, type TabLocks, take } from './stage-lock.ts';

/** Undefined where the page is not secure. */
const locks = (): TabLocks | undefined => navigator.locks as LockManager | undefined;

/** Whether another tab is on the stage with this link; undefined until it is known. Asked once: later the socket says it. */
export function useTaken(token: string): { readonly taken: boolean | undefined; readonly useHere: () => void } {
  const [taken, setTaken] = useState<boolean>();
  useEffect(() => {
    let isCurrent = true;
    isTaken(locks(), token)
      .catch(() => false)
      .then((is) => isCurrent && setTaken(is));
    return () => {
      isCurrent = false;
    };
  }, [token]);
  return { taken, useHere: () => setTaken(false) };
}

/** Other tabs know while this one is on the stage. */
export function useStageLock(token: string, isOnStage: boolean): void {
  useEffect(() => (isOnStage ? take(locks(), token) : undefined), [token, isOnStage]);
}
