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
/** A node with so much to do takes more only where no other can. */
const fullLoad = 0.9;

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
}

/**
 * The node that takes new work: none that drains, a full one last; then the nearest region; of that one, a node that
 * works for the room already, then the least loaded. Undefined when none can.
 */
export function place<C extends Candidate>(candidates: readonly C[], wanted: Wanted): C | undefined {
  const { region, distances, avoid, inUse = [], notOnHost } = wanted;
  const away = (node: C) => (node.region === region ? 0 : (distances?.get(nearKey(node.region, region)) ?? unknownMs));
  const rank = ({ id }: C) => (inUse.includes(id) ? inUse.indexOf(id) : inUse.length);
  const sharesHost = ({ host }: C) => host !== undefined && host === notOnHost;
  const open = candidates.filter((node) => !node.draining);
  const [best] = open.toSorted(
    (a, b) =>
      Number(a.id === avoid) - Number(b.id === avoid) ||
      Number(a.load >= fullLoad) - Number(b.load >= fullLoad) ||
      away(a) - away(b) ||
      Number(sharesHost(a)) - Number(sharesHost(b)) ||
      rank(a) - rank(b) ||
      a.load - b.load ||
      a.id.localeCompare(b.id),
  );
  return best;
}
