import { useSyncExternalStore } from 'react';

interface Watched<T> {
  readonly value: T;
  subscribe(listener: () => void): () => void;
}

/** The value of an observable, drawn anew at each change. */
export function useObservable<T>(observable: Watched<T>): T {
  return useSyncExternalStore(
    (listener) => observable.subscribe(listener),
    () => observable.value,
  );
}
