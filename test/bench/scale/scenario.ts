import { type Distances, readDistances } from '@rostrum/room';
import { randoms } from '../../support/randoms.ts';

/** Somebody who comes to a room. */
export interface Arrival {
  readonly atMs: number;
  readonly room: number;
  readonly region: string;
  readonly presents: boolean;
  /** A large window shows the speaker's top layer, a small one the layer below. */
  readonly hasLargeWindow: boolean;
}

/** Nodes that die in one moment. */
export interface Loss {
  readonly name: string;
  readonly atMs: number;
  readonly nodeIds: readonly string[];
}

export interface NodePlan {
  readonly id: string;
  readonly region: string;
  readonly host: string;
  readonly capacityKbps: number;
}

export interface Scenario {
  readonly seed: number;
  readonly rooms: number;
  readonly nodes: readonly NodePlan[];
  readonly arrivals: readonly Arrival[];
  readonly losses: readonly Loss[];
  readonly distances: Distances;
  readonly endMs: number;
}

export interface Size {
  readonly seed: number;
  readonly rooms: number;
  readonly listeners: number;
  /** Machines over all regions; each runs a node, with one worker, on each of its cores. */
  readonly machines: number;
}

/** Of the people and the machines, each region's share. */
const shares = { eu: 0.5, us: 0.3, asia: 0.2 } as const;
const distances = readDistances('eu/us=80,eu/asia=150,us/asia=150');
export const coresOfMachine = 8;
/** As workers/sfu assumes of a worker; the `stage` bench measures it. */
export const kbpsOfNode = 400_000;
export const presentersOfRoom = 4;
/** Everybody comes at the full hour: rooms open within 20 s, the audience within five minutes. */
const opensWithinMs = 20_000;
export const arrivedMs = 300_000;
/** A second of every ten is abroad. */
const homeShare = 0.8;
const largeShare = 0.6;
const lossEveryMs = 30_000;

/** All that happens, from one seed. Rooms are of many sizes: the largest has about 16 times the listeners of a middle one. */
export function makeScenario({ seed, rooms, listeners, machines }: Size): Scenario {
  const random = randoms(seed);
  const nodes = makeNodes(machines);
  const weights = Array.from({ length: rooms }, (_, index) => (index + 1) ** -0.5);
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const arrivals = weights.flatMap((weight, room): Arrival[] => {
    const home = regionAt(random());
    const openAtMs = random() * opensWithinMs;
    const abroad = () => (random() < homeShare ? home : regionAt(random()));
    const presenters = Array.from({ length: presentersOfRoom }, (_, index) => ({
      atMs: openAtMs + index * 1000,
      room,
      region: index === 0 ? home : abroad(),
      presents: true,
      hasLargeWindow: true,
    }));
    const audience = Array.from({ length: Math.round((listeners * weight) / whole) }, () => ({
      atMs: openAtMs + 5000 + random() * (arrivedMs - openAtMs - 5000),
      room,
      region: abroad(),
      presents: false,
      hasLargeWindow: random() < largeShare,
    }));
    return [...presenters, ...audience];
  });
  const losses = makeLosses(nodes, random);
  return {
    seed,
    rooms,
    nodes,
    arrivals: arrivals.toSorted((a, b) => a.atMs - b.atMs),
    losses,
    distances,
    endMs: arrivedMs + lossEveryMs * (losses.length + 1),
  };
}

function regionAt(share: number): string {
  let left = share;
  for (const [region, part] of Object.entries(shares)) {
    left -= part;
    if (left < 0) return region;
  }
  return 'eu';
}

const makeNodes = (machines: number): NodePlan[] =>
  Object.entries(shares).flatMap(([region, share]) =>
    Array.from({ length: Math.max(2, Math.round(machines * share)) }, (_, machine) =>
      Array.from({ length: coresOfMachine }, (_core, core) => ({
        id: `${region}-${machine}-${core}`,
        region,
        host: `${region}-${machine}`,
        capacityKbps: kbpsOfNode,
      })),
    ).flat(),
  );

/** One after the other, and none comes back: a process, a machine, and one process in twenty anywhere. */
function makeLosses(nodes: readonly NodePlan[], random: () => number): Loss[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const one = pick(nodes);
  const { host } = pick(nodes.filter((node) => node.host !== one.host));
  const machine = nodes.filter((node) => node.host === host);
  const rest = nodes.filter((node) => node !== one && node.host !== host);
  const twentieth = rest.filter(() => random() < 0.05);
  const groups: [string, readonly NodePlan[]][] = [
    ['one node', [one]],
    ['one machine', machine],
    ['5 % of all nodes', twentieth],
  ];
  return groups.map(([name, lost], index) => ({
    name,
    atMs: arrivedMs + lossEveryMs * (index + 1),
    nodeIds: lost.map(({ id }) => id),
  }));
}
