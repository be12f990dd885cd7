import { type Fault, toFault } from '@rostrum/protocol';
import { useCallback, useEffect, useRef, useState } from 'react';

export type Loaded<T> =
  | { readonly name: 'loading' }
  /** `stale`: the last attempt to load it again failed. */
  | { readonly name: 'loaded'; readonly value: T; readonly stale: Fault | undefined }
  | { readonly name: 'failed'; readonly fault: Fault };

export interface LoadOptions {
  /** Load again this often while the page is seen, and when it is seen again. */
  readonly everyMs?: number;
}

/** What `load` answers, loaded anew now and then. `key` names what is loaded: another key starts over. */
export function useLoaded<T>(key: string, load: () => Promise<T>, { everyMs = 20_000 }: LoadOptions = {}) {
  const [state, setState] = useState<{ key: string; loaded: Loaded<T> }>({ key, loaded: { name: 'loading' } });
  const loader = useRef(load);
  loader.current = load;
  const reload = useCallback(async () => {
    try {
      const value = await loader.current();
      setState({ key, loaded: { name: 'loaded', value, stale: undefined } });
    } catch (error) {
      const fault = toFault(error);
      setState((before) => ({
        key,
        loaded:
          before.key === key && before.loaded.name === 'loaded'
            ? { ...before.loaded, stale: fault }
            : { name: 'failed', fault },
      }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    const again = () => {
      if (!document.hidden) void reload();
    };
    const timer = setInterval(again, everyMs);
    document.addEventListener('visibilitychange', again);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
      window.removeEventListener('online', again);
    };
  }, [reload, everyMs]);
  const loaded: Loaded<T> = state.key === key ? state.loaded : { name: 'loading' };
  return { loaded, reload };
}
