import { Fault } from '@rostrum/protocol';
import { Redis } from 'ioredis';

/** A connection to Redis that fails at once while Redis is away, and comes back by itself. */
export class RedisConnection {
  readonly #redis: Redis;
  /** When it came back the last time, on the monotonic clock. */
  #backAtMs = Number.NEGATIVE_INFINITY;

  private constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** @param onError told once for each time that the connection is lost */
  static async open(url: string, onError: (error: Error) => void): Promise<RedisConnection> {
    const redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 5000,
      commandTimeout: 3000,
      retryStrategy: (times) => Math.min(1000, 50 * times),
    });
    let isDown = false;
    redis.on('ready', () => {
      isDown = false;
    });
    redis.on('error', (error: Error) => {
      if (!isDown) onError(error);
      isDown = true;
    });
    await redis.connect();
    const connection = new RedisConnection(redis);
    redis.on('ready', () => {
      connection.#backAtMs = performance.now();
    });
    return connection;
  }

  get isReady(): boolean {
    return this.#redis.status === 'ready';
  }

  /** How long it has been there again since it was away; without end when it never was. */
  get backForMs(): number {
    return performance.now() - this.#backAtMs;
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  async run<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    try {
      return await command(this.#redis);
    } catch (cause) {
      throw new Fault('REDIS_UNAVAILABLE', { detail: cause instanceof Error ? cause.message : String(cause), cause });
    }
  }

  close(): void {
    this.#redis.disconnect();
  }
}
