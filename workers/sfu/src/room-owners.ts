import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import type { LinkPeer } from '@rostrum/link';
import type { nothing, RoomId, sfuLink } from '@rostrum/protocol';

export type ControlPeer = LinkPeer<typeof sfuLink, typeof nothing>;

/** A room that no control process has claimed for this long is closed. Media outlives control's restart. */
export const orphanMs = 60_000;

/** Which link each room belongs to: the one that opened it last. */
export class RoomOwners {
  readonly #owners = new Map<RoomId, ControlPeer>();
  readonly #orphans = new Map<RoomId, Timer>();
  readonly #clock: Clock;
  readonly #onOrphan: (id: RoomId) => void;

  constructor(onOrphan: (id: RoomId) => void, clock: Clock = systemClock) {
    this.#onOrphan = onOrphan;
    this.#clock = clock;
  }

  of(id: RoomId): ControlPeer | undefined {
    return this.#owners.get(id);
  }

  claim(id: RoomId, peer: ControlPeer): void {
    this.#owners.set(id, peer);
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
      if (owner !== peer) continue;
      this.#owners.delete(id);
      this.#orphans.set(
        id,
        this.#clock.after(orphanMs, () => {
          this.#orphans.delete(id);
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
