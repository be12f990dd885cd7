import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { Fault, toFault } from '@rostrum/protocol';
import { acquireScript, lookScript, releaseScript, renewScript } from './lease-scripts.ts';
import type { RedisConnection } from './redis.ts';

/** A process that may hold leases. */
export interface LeaseHolder {
  /** The same after a restart: a newer life takes over from an older one without waiting. */
  readonly node: string;
  /** Of this start of the process alone. */
  readonly life: string;
  /** Where the others reach it. */
  readonly url: string;
}

/** Somebody's lease. */
export interface Held {
  readonly epoch: number;
  readonly url: string;
  readonly life: string;
}

export type Acquired = { readonly epoch: number } | { readonly heldBy: Held };

export interface LeasesOptions {
  /** What is leased: `room`. */
  readonly kind: string;
  readonly holder: LeaseHolder;
  /** Another process has taken it. */
  readonly onLost: (id: string) => void;
  readonly clock?: Clock;
  /** How long a holder that says nothing keeps it. Default 2000. */
  readonly leaseMs?: number;
}

interface Own {
  readonly epoch: number;
  /** When the last renewal that succeeded was sent, on the monotonic clock. */
  renewedAtMs: number;
}

/** Renewals in one lease: three may be lost. */
const renewalsPerLease = 4;
/** An epoch is remembered this long after its last holder, far longer than any process that could still speak of it. */
const keepMs = 48 * 3600_000;

/**
 * Who may change what: each piece of work has one holder at a time, and each holder a higher epoch than the one before.
 * A lease that is not renewed runs out. That a holder which was stopped for a while does no harm is not the lease's
 * doing: whatever it writes or asks carries its epoch, and is refused when there is a higher one.
 */
export class Leases {
  readonly #redis: RedisConnection;
  readonly #options: LeasesOptions;
  readonly #clock: Clock;
  readonly #leaseMs: number;
  readonly #own = new Map<string, Own>();
  readonly #renewal: Timer;
  /** Redis did not answer the last time: nobody can be asked, and nobody can take anything. */
  #isAway = false;

  constructor(redis: RedisConnection, options: LeasesOptions) {
    this.#redis = redis;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#leaseMs = options.leaseMs ?? 2000;
    this.#renewal = this.#clock.every(this.#leaseMs / renewalsPerLease, () => void this.#renewAll());
  }

  /** Of this process: what it signs its links to other parts with. */
  get life(): string {
    return this.#options.holder.life;
  }

  /** This process holds it, as far as it knows. */
  holds(id: string, epoch: number): boolean {
    return this.#own.get(id)?.epoch === epoch;
  }

  /**
   * Takes what nobody holds, or its holder let run out. After Redis was away, its holders get the time of a lease to say so.
   * @param over an epoch whose holder is known to be dead: it is taken at once
   * @throws Fault REDIS_UNAVAILABLE
   */
  async acquire(id: string, { over = 0 }: { over?: number } = {}): Promise<Acquired> {
    const { kind, holder } = this.#options;
    const askedAtMs = this.#clock.monotonic();
    const patient = this.#redis.backForMs < this.#leaseMs ? '1' : '0';
    const args = [holder.node, holder.life, holder.url, this.#leaseMs, over, patient, keepMs];
    const [isMine, epoch, url, life] = await this.#redis.run(async (redis) => {
      const answer = (await redis.eval(acquireScript, 1, this.#key(id), ...args)) as [number, number, string, string];
      if (answer[0] === 1) await redis.sadd(workOf(kind), id);
      return answer;
    });
    if (isMine !== 1) return { heldBy: { epoch, url, life } };
    this.#own.set(id, { epoch, renewedAtMs: askedAtMs });
    return { epoch };
  }

  /** Who has it now. @throws Fault REDIS_UNAVAILABLE */
  async look(id: string): Promise<Held | undefined> {
    const answer = await this.#redis.run((redis) => redis.eval(lookScript, 1, this.#key(id)));
    const [epoch, url, life] = answer as [number?, string?, string?];
    return epoch === undefined || url === undefined || life === undefined ? undefined : { epoch, url, life };
  }

  /**
   * Before something is done in the name of a lease: looks again when it may have run out meanwhile, since the process
   * slept. While Redis is away the holder goes on: nobody else could have taken it.
   * @throws Fault LEASE_LOST
   */
  async assertHeld(id: string, epoch: number): Promise<void> {
    if (this.isSure(id, epoch)) return;
    const own = this.#own.get(id);
    if (own?.epoch !== epoch) throw new Fault('LEASE_LOST', { detail: id });
    try {
      await this.#renew(id, own);
    } catch (error) {
      if (toFault(error).code !== 'REDIS_UNAVAILABLE') throw error;
    }
  }

  /** As `assertHeld`, for what cannot wait: false also when it would have to look. */
  isSure(id: string, epoch: number): boolean {
    const own = this.#own.get(id);
    if (own?.epoch !== epoch) return false;
    return this.#isAway || this.#clock.monotonic() - own.renewedAtMs < this.#leaseMs;
  }

  /** Others know better: a part has refused this epoch. */
  lose(id: string, epoch: number): void {
    if (!this.holds(id, epoch)) return;
    this.#own.delete(id);
    this.#options.onLost(id);
  }

  /** Gives it up. @param open it is still to be done: others take it from here. */
  async release(id: string, { open }: { open: boolean }): Promise<void> {
    const own = this.#own.get(id);
    if (!own) return;
    this.#own.delete(id);
    const { kind, holder } = this.#options;
    await this.#redis.run(async (redis) => {
      if (!open) await redis.srem(workOf(kind), id);
      await redis.eval(releaseScript, 1, this.#key(id), holder.life, own.epoch);
    });
  }

  /** Of the work that is to be done and is not ours: what nobody holds, and who holds the rest. @throws Fault REDIS_UNAVAILABLE */
  async survey(): Promise<{ orphans: string[]; holders: Held[] }> {
    const ids = await this.#redis.run((redis) => redis.smembers(workOf(this.#options.kind)));
    const others = ids.filter((id) => !this.#own.has(id));
    const held = await Promise.all(others.map((id) => this.look(id)));
    const lives = new Map(held.flatMap((one) => (one ? [[one.life, one] as const] : [])));
    return { orphans: others.filter((_id, index) => held[index] === undefined), holders: [...lives.values()] };
  }

  /** Stops renewing; what is held runs out. */
  close(): void {
    this.#renewal.cancel();
    this.#own.clear();
  }

  async #renewAll(): Promise<void> {
    // What was lost is told by onLost, and Redis being away by its connection.
    await Promise.allSettled([...this.#own].map(([id, own]) => this.#renew(id, own)));
  }

  /** @throws Fault LEASE_LOST, or REDIS_UNAVAILABLE */
  async #renew(id: string, own: Own): Promise<void> {
    const { node, life, url } = this.#options.holder;
    const askedAtMs = this.#clock.monotonic();
    let isMine: unknown;
    try {
      const args = [node, life, url, own.epoch, this.#leaseMs, keepMs];
      isMine = await this.#redis.run((redis) => redis.eval(renewScript, 1, this.#key(id), ...args));
      this.#isAway = false;
    } catch (error) {
      this.#isAway = true;
      throw error;
    }
    if (isMine === 1) {
      own.renewedAtMs = Math.max(own.renewedAtMs, askedAtMs);
      return;
    }
    this.lose(id, own.epoch);
    throw new Fault('LEASE_LOST', { detail: id });
  }

  #key(id: string): string {
    return `rostrum:lease:${this.#options.kind}:${id}`;
  }
}

/** The ids that somebody holds, or held and did not finish. */
const workOf = (kind: string) => `rostrum:work:${kind}`;
