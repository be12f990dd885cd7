export interface Candidate {
  readonly id: string;
  readonly region: string;
  /** 0 idle to 1 full. */
  readonly load: number;
  readonly draining: boolean;
  /** Of the machine that it runs on, where that is known. */
  readonly host?: string | undefined;
}

/** Round-trip times between regions, in ms, by `nearKey`. Within a region it is 0; what is not told is far. */
export type Distances = ReadonlyMap<string, number>;

/** Either way is as far. */
export const nearKey = (a: string, b: string): string => (a < b ? `${a} ${b}` : `${b} ${a}`);

/** `eu/us=80,eu/asia=150`, as the setting has it. */
export function readDistances(text = ''): Distances {
  const pairs = [...text.matchAll(/([a-z0-9-]+)\/([a-z0-9-]+)=(\d+)/g)];
  return new Map(pairs.map(([, a = '', b = '', ms]) => [nearKey(a, b), Number(ms)]));
}

const unknownMs = 1000;
/** A node with so much to do takes more only where no other can: what it passes on to others' nodes comes on top. */
const fullLoad = 0.8;

export interface Wanted {
  /** Of who is placed. */
  readonly region: string;
  readonly distances?: Distances | undefined;
  /** A node that was just lost may still be announced: taken only where there is no other. */
  readonly avoid?: string | undefined;
  /** Nodes that work for the room already, the best first: another would need a pipe. */
  readonly inUse?: readonly string[] | undefined;
  /** A machine that had better not be the same. */
  readonly notOnHost?: string | undefined;
  /**
   * Of what is placed. Loads are a second old: whoever places by them alone sends all of that second to one node. With a
   * key, of equally good nodes two are drawn by it, and the less loaded of the two is taken.
   */
  readonly key?: string | undefined;
}

/** It would take more, and still have room. */
export const fits = ({ draining, load }: Candidate): boolean => !draining && load < fullLoad;

/**
 * The node that takes new work: none that drains, a full one last; then the nearest region; of that one, a node that
 * works for the room already, then the least loaded. Undefined when none can.
 */
export function place<C extends Candidate>(candidates: readonly C[], wanted: Wanted): C | undefined {
  const { region, distances, avoid, inUse = [], notOnHost, key } = wanted;
  const away = (node: C) => (node.region === region ? 0 : (distances?.get(nearKey(node.region, region)) ?? unknownMs));
  const rank = ({ id }: C) => (inUse.includes(id) ? inUse.indexOf(id) : inUse.length);
  const sharesHost = ({ host }: C) => host !== undefined && host === notOnHost;
  const compare = (a: C, b: C) =>
    Number(a.id === avoid) - Number(b.id === avoid) ||
    Number(a.load >= fullLoad) - Number(b.load >= fullLoad) ||
    away(a) - away(b) ||
    Number(sharesHost(a)) - Number(sharesHost(b)) ||
    rank(a) - rank(b);
  let best: C[] = [];
  for (const node of candidates) {
    if (node.draining) continue;
    const order = best[0] ? compare(node, best[0]) : -1;
    if (order < 0) best = [node];
    else if (order === 0) best.push(node);
  }
  return key === undefined ? least(best) : lesserOfTwo(best, key);
}

const least = <C extends Candidate>(nodes: readonly C[]): C | undefined =>
  nodes.toSorted((a, b) => a.load - b.load || a.id.localeCompare(b.id))[0];

/** So many are let in by one node within about a quarter of a second: 5 ms of its CPU for each, with eight consumers. */
const mostAtOnce = 50;

/** Rendezvous hashing: each key has an order of its own of all nodes, which others' coming and going does not change. */
function lesserOfTwo<C extends Candidate>(nodes: readonly C[], key: string): C | undefined {
  const weights = new Map(nodes.map((node) => [node, hash(`${key} ${node.id}`)]));
  const weightOf = (node: C) => weights.get(node) ?? 0;
  const [first, second] = nodes.toSorted((a, b) => weightOf(b) - weightOf(a));
  return first && second && second.load < first.load ? second : first;
}

/** FNV-1a, and the end of murmur3, so that ids that differ in one digit are far apart. */
function hash(text: string): number {
  let mixed = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) mixed = Math.imul(mixed ^ text.charCodeAt(index), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * A node for each of several people who come at once: as many as it can take go to the best, the others to the next.
 * Empty when there is none.
 * @param loadOfEach what one of them adds to the node's load
 */
export function shareOut<C extends Candidate>(
  candidates: readonly C[],
  wanted: Wanted,
  { people, loadOfEach }: { people: number; loadOfEach: (node: C) => number },
): C[] {
  let left: readonly C[] = candidates;
  const busy = new Set<string>();
  const shared: C[] = [];
  while (shared.length < people) {
    // Each turn is a draw of its own: else the same two take everybody.
    const key = wanted.key === undefined ? undefined : `${wanted.key} ${shared.length}`;
    const rested = left.filter(({ id }) => !busy.has(id));
    const best = place(rested.length > 0 ? rested : left, { ...wanted, key });
    if (!best) return [];
    const each = loadOfEach(best);
    const room = Math.max(1, Math.ceil((fullLoad - best.load) / each));
    const taken = Math.min(room, mostAtOnce, people - shared.length);
    if (taken === mostAtOnce) busy.add(best.id);
    left = left.map((node) => (node === best ? { ...best, load: best.load + taken * each } : node));
    for (let index = 0; index < taken; index += 1) shared.push(best);
  }
  return shared;
}
