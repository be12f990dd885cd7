// BullMQ cannot stop a job that another process runs. So a job that is not wanted any more is marked in its data, and who
// runs it looks there now and then.

/** How often a job that runs looks whether it is still wanted, milliseconds. */
export const lookEveryMs = 1000;

export const markCancelled = (data: object): object => ({ ...data, cancelled: true });

export const isCancelled = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'cancelled' in data && data.cancelled === true;
