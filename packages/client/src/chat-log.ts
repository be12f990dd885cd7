import type { ChatMessage } from '@rostrum/protocol';

/** More than a person scrolls through; older ones are let go. */
const keptPerRoom = 500;

/** The log with what came in, oldest first, each message once: what is read at a hello has mostly been heard already. */
export function withMessages(log: readonly ChatMessage[], more: readonly ChatMessage[]): readonly ChatMessage[] {
  const known = new Set(log.map(({ id }) => id));
  const fresh = more.filter(({ id }) => !known.has(id));
  if (fresh.length === 0) return log;
  const all = [...log, ...fresh];
  // A history that fills a gap belongs before what was heard since.
  if (log.length > 0 && fresh.some(({ at }) => at < (log.at(-1)?.at ?? ''))) all.sort((a, b) => (a.at < b.at ? -1 : 1));
  const left = { stage: 0, public: 0 };
  for (const { room } of all) left[room] += 1;
  return all.filter(({ room }) => left[room]-- <= keptPerRoom);
}
