import type { Clock } from '@rostrum/lifecycle';
import type { NodeId } from '@rostrum/protocol';

/** By then the node has announced what it was given: it does so every second. */
const untilAnnouncedMs = 1500;

/**
 * What this process has placed on nodes and they have not announced yet. Without it all rooms that lose a node in one
 * moment go to the same ones, which were the least loaded before.
 */
export class ExpectedLoads {
  readonly #clock: Pick<Clock, 'monotonic'>;
  #placed: { readonly nodeId: NodeId; readonly kbps: number; readonly untilMs: number }[] = [];

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  add(nodeId: NodeId, kbps: number): void {
    this.#placed.push({ nodeId, kbps, untilMs: this.#clock.monotonic() + untilAnnouncedMs });
  }

  /** By node, in kbit/s. */
  now(): ReadonlyMap<NodeId, number> {
    const nowMs = this.#clock.monotonic();
    this.#placed = this.#placed.filter(({ untilMs }) => untilMs > nowMs);
    const sums = new Map<NodeId, number>();
    for (const { nodeId, kbps } of this.#placed) sums.set(nodeId, (sums.get(nodeId) ?? 0) + kbps);
    return sums;
  }
}
