import type { Fault } from '@rostrum/protocol';
import { strings } from '../strings.ts';

/** What a page says over the sentence of a fault that keeps somebody out, and what they can do about it. */
export interface Refusal {
  readonly title: string;
  readonly wayOut: 'retry' | 'reload' | 'none';
}

/** The link itself is at fault only where nothing else is. */
export function refusalOf({ code, kind }: Fault): Refusal {
  if (code === 'REMOVED') return { title: strings.studio.removedTitle, wayOut: 'none' };
  if (code === 'PROTOCOL_VERSION_UNSUPPORTED') return { title: strings.entry.outdated, wayOut: 'reload' };
  if (code === 'WEBINAR_ENDED') return { title: strings.studio.endedTitle, wayOut: 'reload' };
  if (kind.retry) return { title: strings.entry.notNow, wayOut: 'retry' };
  return { title: strings.entry.failed, wayOut: 'none' };
}
