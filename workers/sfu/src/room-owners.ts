import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import type { LinkPeer } from '@rostrum/link';
import { Fault, type nothing, type RoomId, type sfuLink } from '@rostrum/protocol';

export type ControlPeer = LinkPeer<typeof sfuLink, typeof nothing>;

/** A room that no control process has claimed for this long is closed. Media outlives control's restart. */
export const orphanMs = 60_000;

/** One link of a control process. */
export interface Caller {
  readonly peer: ControlPeer;
  /** The process, in this life of it: all its links are its own. */
  readonly life: string;
}

interface Owner {
  readonly life: string;
  /** Of its lease of the room. */
  readonly leaseEpoch: number;
  /** Undefined while its link is away. */
  peer: ControlPeer | undefined;
}

/** Which control process each room belongs to: the one that opened it with the highest epoch of its lease. */
export class RoomOwners {
  readonly #owners = new Map<RoomId, Owner>();
  readonly #orphans = new Map<RoomId, Timer>();
  readonly #clock: Clock;
  readonly #onOrphan: (id: RoomId) => void;

  constructor(onOrphan: (id: RoomId) => void, clock: Clock = systemClock) {
    this.#onOrphan = onOrphan;
    this.#clock = clock;
  }

  of(id: RoomId): ControlPeer | undefined {
    return this.#owners.get(id)?.peer;
  }

  /** @throws Fault LEASE_LOST when the room belongs to another process */
  assertOwner(id: RoomId, { life }: Pick<Caller, 'life'>): void {
    const owner = this.#owners.get(id);
    if (owner && owner.life !== life) throw new Fault('LEASE_LOST', { detail: `lease ${owner.leaseEpoch} has ${id}` });
  }

  /** @throws Fault LEASE_LOST when a higher epoch has claimed it */
  assertMayClaim(id: RoomId, leaseEpoch: number): void {
    const owner = this.#owners.get(id);
    if (owner && owner.leaseEpoch > leaseEpoch)
      throw new Fault('LEASE_LOST', { detail: `lease ${owner.leaseEpoch} has ${id}` });
  }

  /** @throws Fault LEASE_LOST when a higher epoch has claimed it */
  claim(id: RoomId, { peer, life, leaseEpoch }: Caller & { readonly leaseEpoch: number }): void {
    this.assertMayClaim(id, leaseEpoch);
    this.#owners.set(id, { peer, life, leaseEpoch });
    this.#orphans.get(id)?.cancel();
    this.#orphans.delete(id);
  }

  forget(id: RoomId): void {
    this.#owners.delete(id);
    this.#orphans.get(id)?.cancel();
    this.#orphans.delete(id);
  }

  /** The link ended: its rooms wait for another. */
  drop(peer: ControlPeer): void {
    for (const [id, owner] of this.#owners) {
      if (owner.peer !== peer) continue;
      owner.peer = undefined;
      this.#orphans.set(
        id,
        this.#clock.after(orphanMs, () => {
          this.forget(id);
          this.#onOrphan(id);
        }),
      );
    }
  }

  close(): void {
    for (const timer of this.#orphans.values()) timer.cancel();
    this.#orphans.clear();
  }
}
