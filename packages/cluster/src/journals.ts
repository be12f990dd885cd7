import type { RedisConnection } from './redis.ts';

/** The last lines of things that only grow, as texts in order. */
export class Journals {
  readonly #redis: RedisConnection;
  readonly #kind: string;
  readonly #keepMs: number;
  readonly #length: number;

  /** @param length how many lines of each are kept @param keepMs one that was not added to for this long is forgotten */
  constructor(redis: RedisConnection, { kind, keepMs, length }: { kind: string; keepMs: number; length: number }) {
    this.#redis = redis;
    this.#kind = kind;
    this.#keepMs = keepMs;
    this.#length = length;
  }

  /** All or none of them. @throws Fault REDIS_UNAVAILABLE */
  async append(id: string, lines: readonly string[]): Promise<void> {
    const key = this.#key(id);
    await this.#redis.run(async (redis) => {
      const turn = redis
        .multi()
        .rpush(key, ...lines)
        .ltrim(key, -this.#length, -1)
        .pexpire(key, this.#keepMs);
      for (const [error] of (await turn.exec()) ?? []) if (error) throw error;
    });
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  load(id: string): Promise<string[]> {
    return this.#redis.run((redis) => redis.lrange(this.#key(id), 0, -1));
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  async forget(id: string): Promise<void> {
    await this.#redis.run((redis) => redis.del(this.#key(id)));
  }

  #key(id: string): string {
    return `rostrum:journal:${this.#kind}:${id}`;
  }
}
