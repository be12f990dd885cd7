import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { navigate } from '../route.ts';

/** A link inside the application: no reload, and still a link (new tab, copy, middle click). */
export function Link({ href, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { readonly href: string }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(href);
    scrollTo(0, 0);
  };
  return <a {...rest} href={href} onClick={follow} />;
}
