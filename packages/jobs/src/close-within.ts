/** What BullMQ's classes have in common here. */
interface Closable {
  close(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}

/**
 * Closes, or after `deadlineMs` cuts the connections: while Redis is away BullMQ waits for it to say goodbye. Either way
 * nothing is lost, so a failure of it is nobody's concern.
 */
export async function closeWithin(deadlineMs: number, closable: Closable): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), deadlineMs);
  const closed = closable.close().catch(() => undefined); // See above.
  if ((await Promise.race([closed, late])) === 'late') void closable.disconnect().catch(() => undefined); // See above.
  clearTimeout(timer);
}
