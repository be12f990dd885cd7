import { useSyncExternalStore } from 'react';

/** The pages, by address. The token of a link stays in the fragment, which no browser sends to a server. */
export type Route =
  | { readonly name: 'home' }
  | { readonly name: 'sign-in'; readonly token: string }
  | { readonly name: 'webinar'; readonly id: string }
  | { readonly name: 'studio'; readonly token: string }
  | { readonly name: 'watch'; readonly token: string }
  | { readonly name: 'recordings' }
  | { readonly name: 'recording'; readonly id: string; readonly token: string }
  | { readonly name: 'not-found' };

export function routeOf(pathname: string, hash: string): Route {
  const path = pathname.replace(/\/+$/, '') || '/';
  const token = hash.replace(/^#/, '');
  const webinar = /^\/webinars\/([\w-]+)$/.exec(path);
  if (webinar?.[1]) return { name: 'webinar', id: webinar[1] };
  const recording = /^\/recordings\/([\w-]+)$/.exec(path);
  if (recording?.[1]) return { name: 'recording', id: recording[1], token };
  switch (path) {
    case '/':
      return { name: 'home' };
    case '/sign-in':
      return { name: 'sign-in', token };
    case '/studio':
      return { name: 'studio', token };
    case '/watch':
      return { name: 'watch', token };
    case '/recordings':
      return { name: 'recordings' };
    default:
      return { name: 'not-found' };
  }
}

const changed = 'rostrum:navigate';

export function navigate(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  window.dispatchEvent(new Event(changed));
}

function subscribe(listener: () => void): () => void {
  const types = ['popstate', 'hashchange', changed];
  for (const type of types) window.addEventListener(type, listener);
  return () => {
    for (const type of types) window.removeEventListener(type, listener);
  };
}

export function useRoute(): Route {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.hash);
  const at = address.indexOf('#');
  return at < 0 ? routeOf(address, '') : routeOf(address.slice(0, at), address.slice(at));
}
