import { useEffect, useState } from 'react';

/** Most losses of a connection are over before anybody noticed: only one that lasts so long is spoken of. */
export const worthAWordMs = 1000;

/** True once something has been so for this long; false at once when it is no longer so. */
export function useLasting(isSo: boolean, lastingMs: number): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    if (!isSo) return setLasted(false);
    const timer = setTimeout(() => setLasted(true), lastingMs);
    return () => clearTimeout(timer);
  }, [isSo, lastingMs]);
  return isSo && hasLasted;
}
