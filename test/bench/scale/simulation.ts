import { ExpectedLoads } from '@rostrum/app-control/expected-loads';
import type { RoomDeps } from '@rostrum/app-control/room-deps';
import { FakeClock } from '@rostrum/lifecycle';
import { Fault, type NodeId } from '@rostrum/protocol';
import type { Hop } from '@rostrum/room';
import { randoms } from '../../support/randoms.ts';
import { hopKbps, personKbps } from './bitrates.ts';
import type { Arrival, Loss, Scenario } from './scenario.ts';
import { SimNode } from './sim-node.ts';
import { SimRoom } from './sim-room.ts';

const tickMs = 100;
/** How often a room that has changed looks at its pipes; the product does it a second after a change. */
const settleEveryMs = 5000;

/** What one loss did. */
export interface Recovery {
  readonly name: string;
  readonly rooms: number;
  readonly people: number;
  /** Who came to each node that took over. */
  readonly movedTo: ReadonlyMap<string, number>;
  /** Of the nodes that are there, the fullest, when all have moved. */
  readonly peakLoad: number;
}

export interface Snapshot {
  readonly loads: readonly number[];
  /** Of each room, the nodes that somebody is on. */
  readonly nodesOfRooms: readonly number[];
  readonly people: number;
  readonly hops: readonly Hop[];
  readonly pipes: number;
}

export interface Outcome {
  /** When everybody has come. */
  readonly arrived: Snapshot;
  readonly recoveries: readonly Recovery[];
  readonly end: Snapshot;
  readonly nodes: readonly SimNode[];
  readonly rooms: readonly SimRoom[];
  /** The fullest that any node ever was. */
  readonly highestLoad: number;
}

/** Rooms, nodes and people, in steps of a tenth of a second; whatever decides is the product's own code. */
export class Simulation {
  readonly #scenario: Scenario;
  readonly #clock = new FakeClock(0);
  readonly #nodes: Map<string, SimNode>;
  readonly #rooms: SimRoom[];
  readonly #hops = new Map<SimRoom, readonly Hop[]>();
  /** What each room has added to the nodes' loads. */
  readonly #shares = new Map<SimRoom, Map<string, { kbps: number; pipedKbps: number }>>();
  #highestLoad = 0;

  constructor(scenario: Scenario) {
    this.#scenario = scenario;
    const random = randoms(scenario.seed + 1);
    this.#nodes = new Map(scenario.nodes.map((plan) => [plan.id, new SimNode(plan, Math.floor(random() * 1000))]));
    let epoch = 0;
    const deps = {
      sfus: { nodes: async () => this.#announced(), to: async (nodeId: NodeId) => this.#peer(nodeId) },
      epochs: {
        next: async () => {
          epoch += 1;
          return epoch;
        },
      },
      lease: { epoch: 1 },
      clock: this.#clock,
      region: 'eu',
      distances: scenario.distances,
      loads: new ExpectedLoads(this.#clock),
    } as unknown as RoomDeps;
    this.#rooms = Array.from({ length: scenario.rooms }, () => new SimRoom(deps, random));
  }

  async run(): Promise<Outcome> {
    const { arrivals, losses, endMs } = this.#scenario;
    const lossAtMs = losses[0]?.atMs ?? endMs;
    const recoveries: Recovery[] = [];
    let arrived: Snapshot | undefined;
    let [nextArrival, nextLoss] = [0, 0];
    for (let nowMs = 0; nowMs < endMs; nowMs += tickMs) {
      this.#clock.advance(tickMs);
      for (const room of this.#rooms) await room.runQueue();
      for (; (arrivals[nextArrival]?.atMs ?? endMs) < nowMs; nextArrival += 1)
        await this.#arrive(arrivals[nextArrival] as Arrival);
      if (!arrived && nowMs >= lossAtMs - settleEveryMs) {
        await this.#settleAll();
        arrived = this.#snapshot();
      }
      for (; (losses[nextLoss]?.atMs ?? endMs) <= nowMs; nextLoss += 1)
        recoveries.push(await this.#lose(losses[nextLoss] as Loss));
      if (nowMs % settleEveryMs === 0) await this.#settleAll();
    }
    await this.#settleAll();
    const end = this.#snapshot();
    for (const room of this.#rooms) room.nodes.stop();
    return {
      arrived: arrived ?? end,
      recoveries,
      end,
      nodes: [...this.#nodes.values()],
      rooms: this.#rooms,
      highestLoad: this.#highestLoad,
    };
  }

  #announced() {
    const nowMs = this.#clock.now();
    return [...this.#nodes.values()].flatMap((node) => node.announced(nowMs) ?? []);
  }

  #peer(nodeId: NodeId) {
    const node = this.#nodes.get(nodeId);
    if (!node || node.diedAtMs !== undefined) throw new Fault('LINK_CLOSED', { detail: nodeId });
    return { request: async () => ({ rtpCapabilities: {}, isNew: false }) };
  }

  async #arrive(arrival: Arrival): Promise<void> {
    const room = this.#rooms[arrival.room] as SimRoom;
    await room.join(arrival);
    if (arrival.presents) return this.#count(room);
    // A listener changes nothing but the load of one node.
    const media = room.record.members.at(-1)?.media;
    if (media) this.#add(room, media.nodeId, { kbps: personKbps(room, arrival.hasLargeWindow) });
  }

  async #lose({ name, nodeIds }: Loss): Promise<Recovery> {
    for (const id of nodeIds) (this.#nodes.get(id) as SimNode).diedAtMs = this.#clock.now();
    const movedTo = new Map<string, number>();
    const rooms = new Set<SimRoom>();
    let people = 0;
    for (const nodeId of nodeIds) {
      for (const room of this.#rooms) {
        const moved = await room.lose(nodeId as NodeId);
        for (const { to } of moved) movedTo.set(to, (movedTo.get(to) ?? 0) + 1);
        people += moved.length;
        if (moved.length > 0) rooms.add(room);
      }
    }
    await this.#settleAll();
    const peakLoad = Math.max(...this.#alive().map(({ load }) => load));
    return { name, rooms: rooms.size, people, movedTo, peakLoad };
  }

  async #settleAll(): Promise<void> {
    for (const room of this.#rooms) {
      if (!room.isStirred) continue;
      this.#hops.set(room, await room.settle());
      this.#count(room);
    }
  }

  /** The room's share of the loads, anew. */
  #count(room: SimRoom): void {
    for (const [id, { kbps, pipedKbps }] of this.#shares.get(room) ?? []) {
      const node = this.#nodes.get(id) as SimNode;
      node.kbps -= kbps;
      node.pipedKbps -= pipedKbps;
    }
    this.#shares.set(room, new Map());
    for (const { id, media } of room.record.members)
      if (media) this.#add(room, media.nodeId, { kbps: personKbps(room, room.hasLargeWindow(id)) });
    for (const hop of this.#hops.get(room) ?? [])
      this.#add(room, hop.from, { kbps: hopKbps(hop), pipedKbps: hopKbps(hop) });
  }

  #add(room: SimRoom, id: string, { kbps, pipedKbps = 0 }: { kbps: number; pipedKbps?: number }): void {
    const node = this.#nodes.get(id) as SimNode;
    node.kbps += kbps;
    node.pipedKbps += pipedKbps;
    const shares = this.#shares.get(room) ?? new Map<string, { kbps: number; pipedKbps: number }>();
    const before = shares.get(id) ?? { kbps: 0, pipedKbps: 0 };
    shares.set(id, { kbps: before.kbps + kbps, pipedKbps: before.pipedKbps + pipedKbps });
    this.#shares.set(room, shares);
    this.#highestLoad = Math.max(this.#highestLoad, node.load);
  }

  #alive(): SimNode[] {
    return [...this.#nodes.values()].filter(({ diedAtMs }) => diedAtMs === undefined);
  }

  #snapshot(): Snapshot {
    const hops = [...this.#hops.values()].flat();
    const used = this.#rooms.map(({ record }) => new Set(record.members.flatMap(({ media }) => media?.nodeId ?? [])));
    return {
      loads: this.#alive().map(({ load }) => load),
      nodesOfRooms: used.map(({ size }) => size),
      people: this.#rooms.reduce((sum, { record }) => sum + record.members.length, 0),
      hops,
      pipes: [...this.#hops.values()].reduce((sum, of) => sum + pipesOf(of), 0),
    };
  }
}

/** One pipe carries streams both ways. */
export const pipesOf = (hops: readonly Hop[]): number =>
  new Set(hops.map(({ from, to }) => [from, to].toSorted().join(' '))).size;
