import { useEffect } from 'react';
import { strings } from './strings.ts';

export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? strings.product : `${title} · ${strings.product}`;
  }, [title]);
}
