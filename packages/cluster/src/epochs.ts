import type { RedisConnection } from './redis.ts';

/** Counters that only grow: each new owner of a piece of work takes the next number, and older ones are refused. */
export class Epochs {
  readonly #redis: RedisConnection;

  constructor(redis: RedisConnection) {
    this.#redis = redis;
  }

  /** 1 for the first owner. @throws Fault REDIS_UNAVAILABLE */
  next(work: string): Promise<number> {
    return this.#redis.run((redis) => redis.incr(`rostrum:epoch:${work}`));
  }
}
