import type { ConnectionOptions } from 'bullmq';

/** A connection of BullMQ's own by its address. It comes back by itself; for a worker it never gives a command up. */
export const workerConnection = (redisUrl: string): ConnectionOptions => ({
  url: redisUrl,
  maxRetriesPerRequest: null,
  retryStrategy: (times: number) => Math.min(1000, 50 * times),
});

/** For whoever puts jobs in: while Redis is away it says so at once, since a person waits. */
export const producerConnection = (redisUrl: string): ConnectionOptions => ({
  url: redisUrl,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  retryStrategy: (times: number) => Math.min(1000, 50 * times),
});
