import { api } from '../api.ts';
import { formatBytes } from '../format.ts';
import { strings } from '../strings.ts';
import { Notice } from '../ui/notice.tsx';
import { useLoaded } from '../use-loaded.ts';

/** Tells the organizer that space runs out, before it does, and that nothing can be kept. Nothing while all is well. */
export function StorageNotice() {
  const { loaded } = useLoaded('storage', api.storage);
  if (loaded.name !== 'loaded') return null; // What cannot be asked is told by the page itself.
  const { state, freeBytes = 0 } = loaded.value;
  if (state === 'away') return <Notice tone="danger">{strings.storage.away}</Notice>;
  if (state === 'low') return <Notice tone="warn">{strings.storage.low(formatBytes(freeBytes))}</Notice>;
  return null;
}
