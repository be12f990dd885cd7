import type { RedisConnection } from './redis.ts';

/** The last state of things that another process may have to take over, as text. */
export class Snapshots {
  readonly #redis: RedisConnection;
  readonly #kind: string;
  readonly #keepMs: number;

  /** @param keepMs a snapshot that was not written for this long is forgotten */
  constructor(redis: RedisConnection, { kind, keepMs }: { kind: string; keepMs: number }) {
    this.#redis = redis;
    this.#kind = kind;
    this.#keepMs = keepMs;
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  async save(id: string, text: string): Promise<void> {
    await this.#redis.run((redis) => redis.set(this.#key(id), text, 'PX', this.#keepMs));
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  load(id: string): Promise<string | null> {
    return this.#redis.run((redis) => redis.get(this.#key(id)));
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  async forget(id: string): Promise<void> {
    await this.#redis.run((redis) => redis.del(this.#key(id)));
  }

  #key(id: string): string {
    return `rostrum:${this.#kind}:${id}`;
  }
}
