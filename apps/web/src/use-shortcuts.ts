import { useEffect, useRef } from 'react';

/** Keys by their `KeyboardEvent.key`, in lower case. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=range]), textarea, select, [contenteditable]') !== null;
/** Space and the arrows belong to what has the focus. */
const belongsToControl = (event: KeyboardEvent): boolean =>
  (event.key === ' ' || event.key.startsWith('Arrow')) &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, input, [role=option], [role=slider]') !== null;

/** Single keys for the whole page; silent while someone types, and while a dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
      if (
        isTyping(event.target) ||
        belongsToControl(event) ||
        document.querySelector('[role=dialog],[role=alertdialog]')
      )
        return;
      const run = current.current[event.key.toLowerCase()];
      if (!run) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
}
