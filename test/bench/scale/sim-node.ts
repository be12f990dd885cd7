import type { NodeRecord } from '@rostrum/cluster';
import type { NodeId } from '@rostrum/protocol';
import type { NodePlan } from './scenario.ts';

/** Written anew so often, and believed for so long, as packages/cluster has it. */
const announceEveryMs = 1000;
const expireMs = 3500;

/** A media node as far as placement and load go. */
export class SimNode {
  readonly plan: NodePlan;
  /** What goes out of it now. */
  kbps = 0;
  /** Of that, into pipes. */
  pipedKbps = 0;
  diedAtMs: number | undefined;
  readonly #phaseMs: number;
  #record: NodeRecord | undefined;
  #announcedAtMs = Number.NEGATIVE_INFINITY;

  /** @param phaseMs when it announces itself, within each second */
  constructor(plan: NodePlan, phaseMs: number) {
    this.plan = plan;
    this.#phaseMs = phaseMs;
  }

  get load(): number {
    return this.kbps / this.plan.capacityKbps;
  }

  /** What Redis has of it; undefined when that has run out. */
  announced(nowMs: number): NodeRecord | undefined {
    const diedAtMs = this.diedAtMs ?? Number.POSITIVE_INFINITY;
    const turnMs = Math.floor((Math.min(nowMs, diedAtMs) - this.#phaseMs) / announceEveryMs) * announceEveryMs;
    if (turnMs > this.#announcedAtMs || !this.#record) {
      if (nowMs < diedAtMs || !this.#record) this.#record = this.#describe();
      this.#announcedAtMs = turnMs;
    }
    return nowMs - diedAtMs > expireMs ? undefined : this.#record;
  }

  #describe(): NodeRecord {
    const { id, region, host, capacityKbps } = this.plan;
    return {
      id: id as NodeId,
      kind: 'sfu',
      region,
      linkUrl: 'ws://nowhere',
      version: '0',
      load: this.load,
      media: { capacityKbps, publicAddress: host, port: 40_000, privateAddress: host },
      draining: false,
    };
  }
}
