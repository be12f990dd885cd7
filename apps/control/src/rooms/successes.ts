import type { Log } from '@rostrum/service';

/** What could be had: one that cannot must not keep the others. */
export async function successes<T>(wanted: readonly Promise<T>[], complaint: string, log: Log): Promise<T[]> {
  const settled = await Promise.allSettled(wanted);
  for (const one of settled) if (one.status === 'rejected') log.warn({ err: one.reason }, complaint);
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
