import { Fault } from '@rostrum/protocol';
import type { RedisConnection } from './redis.ts';

/** ARGV: epoch, text, keep ms. Answers 0 when a higher epoch has been here. */
const saveScript = `
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0) > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'text', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;
/** ARGV: epoch, keep ms. Answers 0 when a higher epoch has been here, else 1 and the text. */
const claimScript = `
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0) > tonumber(ARGV[1]) then return {0} end
redis.call('HSET', KEYS[1], 'epoch', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {1, redis.call('HGET', KEYS[1], 'text')}
`;

/**
 * The last state of things that another process may have to take over, as text. Each is written by one holder, by its
 * epoch: once a newer one has claimed it, an older one's writes are refused.
 */
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

  /** @throws Fault LEASE_LOST or REDIS_UNAVAILABLE */
  async save(id: string, text: string, epoch: number): Promise<void> {
    const args = [epoch, text, this.#keepMs];
    const isSaved = await this.#redis.run((redis) => redis.eval(saveScript, 1, this.#key(id), ...args));
    if (isSaved !== 1) throw new Fault('LEASE_LOST', { detail: id });
  }

  /** The last one, whose next is written by this epoch. @throws Fault LEASE_LOST or REDIS_UNAVAILABLE */
  async claim(id: string, epoch: number): Promise<string | null> {
    const answer = await this.#redis.run((redis) => redis.eval(claimScript, 1, this.#key(id), epoch, this.#keepMs));
    const [isClaimed, text] = answer as [number, string | null | undefined];
    if (isClaimed !== 1) throw new Fault('LEASE_LOST', { detail: id });
    return text ?? null;
  }

  /** All but the epoch. @throws Fault REDIS_UNAVAILABLE */
  async forget(id: string): Promise<void> {
    await this.#redis.run((redis) => redis.hdel(this.#key(id), 'text'));
  }

  #key(id: string): string {
    return `rostrum:snapshot:${this.#kind}:${id}`;
  }
}
