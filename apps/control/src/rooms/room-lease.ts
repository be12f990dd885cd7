import type { Leases } from '@rostrum/cluster';
import type { WebinarId } from '@rostrum/protocol';

/** This process's lease of one room. */
export interface RoomLease {
  /** Carried by whatever is written or asked in the room's name; an older one is refused. */
  readonly epoch: number;
  /** Before something is done. Looks again after this process slept. @throws Fault LEASE_LOST */
  assertHeld(): Promise<void>;
  /** A part has refused the epoch: another process has the room. */
  lose(): void;
}

export const roomLease = (leases: Leases, id: WebinarId, epoch: number): RoomLease => ({
  epoch,
  assertHeld: () => leases.assertHeld(id, epoch),
  lose: () => leases.lose(id, epoch),
});
