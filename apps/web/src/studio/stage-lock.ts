/** What of the browser's own locks is used here: they are shared by its tabs, and end with the tab that holds them. */
export type TabLocks = Pick<LockManager, 'query' | 'request'>;

/** By link: the end of a token is its signature. */
const nameFor = (token: string) => `rostrum.stage.${token.slice(-32)}`;
/** A page that is being loaded anew may still hold its lock for a moment. */
const sureAfterMs = 300;

/** Whether another tab of this browser is on the stage with this link. Without locks (no secure page) nobody knows: no. */
export async function isTaken(locks: TabLocks | undefined, token: string): Promise<boolean> {
  if (!locks) return false;
  const isHeld = async () => (await locks.query()).held?.some(({ name }) => name === nameFor(token)) ?? false;
  if (!(await isHeld())) return false;
  await new Promise((resolve) => setTimeout(resolve, sureAfterMs));
  return isHeld();
}

/** This tab is the one on the stage, until the answer is called. Whoever held the lock before is disconnected anyway. */
export function take(locks: TabLocks | undefined, token: string): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Another tab that takes it ends the request with an error, which says nothing that the socket does not say.
  locks?.request(nameFor(token), { steal: true }, () => promise).catch(() => undefined);
  return resolve;
}
