import { randoms } from '../../support/randoms.ts';
import { presenterKbps, sentKbps } from './bitrates.ts';
import { presentersOfRoom, type Scenario } from './scenario.ts';

/** What is known without any of our code: everybody on a random node of their region, all nodes of a room in a full mesh. */
export interface Baseline {
  readonly loads: readonly number[];
  readonly pipes: number;
  readonly pipedKbps: number;
  readonly recoveries: readonly { readonly name: string; readonly people: number; readonly mostOnOne: number }[];
}

export function randomPlacement({ seed, nodes, arrivals, losses }: Scenario): Baseline {
  const random = randoms(seed + 2);
  const dead = new Set<string>();
  const ofRegion = (region: string) => nodes.filter((node) => node.region === region && !dead.has(node.id));
  let regions = new Map<string, ReturnType<typeof ofRegion>>();
  const draw = (region: string): string => {
    const list = regions.get(region) ?? ofRegion(region);
    regions.set(region, list);
    return list[Math.floor(random() * list.length)]?.id ?? '';
  };
  const people = arrivals.map((arrival) => ({ ...arrival, nodeId: draw(arrival.region) }));
  const kbps = new Map<string, number>(nodes.map(({ id }) => [id, 0]));
  const add = (id: string, more: number) => kbps.set(id, (kbps.get(id) ?? 0) + more);
  for (const { nodeId, hasLargeWindow } of people) add(nodeId, sentKbps(presentersOfRoom, hasLargeWindow));
  const usedBy = new Map<number, Set<string>>();
  for (const { room, nodeId } of people) usedBy.set(room, (usedBy.get(room) ?? new Set()).add(nodeId));
  let [pipes, pipedKbps] = [0, 0];
  for (const { size } of usedBy.values()) pipes += (size * (size - 1)) / 2;
  for (const { room, nodeId } of people.filter(({ presents }) => presents)) {
    const copies = (usedBy.get(room)?.size ?? 1) - 1;
    add(nodeId, copies * presenterKbps);
    pipedKbps += copies * presenterKbps;
  }
  const loads = nodes.map(({ id, capacityKbps }) => (kbps.get(id) ?? 0) / capacityKbps);
  const recoveries = losses.map(({ name, nodeIds }) => {
    for (const id of nodeIds) dead.add(id);
    regions = new Map();
    const moved = new Map<string, number>();
    const lost = people.filter(({ nodeId }) => nodeIds.includes(nodeId));
    for (const person of lost) {
      person.nodeId = draw(person.region);
      moved.set(person.nodeId, (moved.get(person.nodeId) ?? 0) + 1);
    }
    return { name, people: lost.length, mostOnOne: Math.max(0, ...moved.values()) };
  });
  return { loads, pipes, pipedKbps, recoveries };
}
