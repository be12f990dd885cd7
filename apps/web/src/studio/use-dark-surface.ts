import { useEffect } from 'react';

/** The studio is dark whatever the person prefers, dialogs and menus included. */
export function useDarkSurface(isDark: boolean): void {
  useEffect(() => {
    if (!isDark) return;
    document.documentElement.dataset.surface = 'studio';
    return () => {
      delete document.documentElement.dataset.surface;
    };
  }, [isDark]);
}
