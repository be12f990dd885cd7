import type { RedisConnection } from './redis.ts';

export interface Lease {
  /** One more than the last owner's: whatever carries an older epoch is refused. */
  readonly epoch: number;
}

const leaseKey = (name: string) => `rostrum:lease:${name}`;
const epochKey = (name: string) => `rostrum:epoch:${name}`;

// Both checks and changes are one step, so that two owners can never both think that they hold it.
const acquireScript = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
if owner then return tonumber(redis.call('GET', KEYS[2]) or '0') end
return redis.call('INCR', KEYS[2])`;

const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

const releaseScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

/** Who owns a piece of work, for a bounded time, with an epoch that only grows. */
export class Leases {
  readonly #redis: RedisConnection;
  readonly #owner: string;

  /** @param owner a name that no other process has */
  constructor(redis: RedisConnection, owner: string) {
    this.#redis = redis;
    this.#owner = owner;
  }

  /** The lease, or undefined when another owner holds it. @throws Fault REDIS_UNAVAILABLE */
  async acquire(name: string, ttlMs: number): Promise<Lease | undefined> {
    const epoch = await this.#redis.run((redis) =>
      redis.eval(acquireScript, 2, leaseKey(name), epochKey(name), this.#owner, ttlMs),
    );
    return Number(epoch) > 0 ? { epoch: Number(epoch) } : undefined;
  }

  /** False when it was lost. @throws Fault REDIS_UNAVAILABLE */
  async renew(name: string, ttlMs: number): Promise<boolean> {
    return (
      Number(await this.#redis.run((redis) => redis.eval(renewScript, 1, leaseKey(name), this.#owner, ttlMs))) === 1
    );
  }

  async release(name: string): Promise<void> {
    await this.#redis.run((redis) => redis.eval(releaseScript, 1, leaseKey(name), this.#owner));
  }

  /** The next epoch of work that needs no lease of its own, such as a programme within a room. */
  nextEpoch(name: string): Promise<number> {
    return this.#redis.run((redis) => redis.incr(epochKey(name)));
  }
}
