import { Observable } from '@rostrum/client';
import { useObservable } from './use-observable.ts';

const spoken = new Observable<{ readonly text: string; readonly turn: number }>({ text: '', turn: 0 });

/** Has a screen reader say a sentence when it is done with the last one. */
export function announce(text: string): void {
  spoken.set({ text, turn: spoken.value.turn + 1 });
}

/** The live region, once per application. Two places in turn, so that the same sentence twice is said twice. */
export function Announcer() {
  const { text, turn } = useObservable(spoken);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      <span>{turn % 2 === 0 ? text : ''}</span>
      <span>{turn % 2 === 1 ? text : ''}</span>
    </div>
  );
}
