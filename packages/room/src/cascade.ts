import type { NodeId } from '@rostrum/protocol';

/** The one pair of ends between two nodes of a room, which carries streams both ways. */
export interface Pipe {
  readonly ends: readonly [PipeEnd, PipeEnd];
}

export interface PipeEnd {
  readonly nodeId: NodeId;
  readonly transportId: string;
}

/** A producer as one node passes it on to another, where it has the same id. */
export interface PipedStream {
  readonly producerId: string;
  readonly from: NodeId;
  readonly to: NodeId;
  /** What sends it, at `from`. */
  readonly consumerId: string;
}

/** One step of a producer's way. */
export type Hop = Pick<PipedStream, 'producerId' | 'from' | 'to'>;

export interface CascadeInput {
  /** The room's nodes with their regions, in an order that does not change while they are there. */
  readonly nodes: readonly { readonly nodeId: NodeId; readonly region: string }[];
  /** Where each producer comes in. */
  readonly producers: readonly { readonly producerId: string; readonly nodeId: NodeId }[];
  /** Whether somebody at the node receives the producer. */
  readonly wants: (nodeId: NodeId, producerId: string) => boolean;
}

/**
 * The hops that must exist: each producer reaches the nodes where somebody receives it, each of them once. It crosses to
 * another region once, to the first node there that wants it, which passes it on to the others: two hops at most, and no
 * node carries what it does not want. A way never leads back, since only the node where a producer comes in, and the first
 * of each other region, pass it on.
 */
export function cascadeHops({ nodes, producers, wants }: CascadeInput): Hop[] {
  return producers.flatMap(({ producerId, nodeId: origin }) => {
    const own = nodes.find(({ nodeId }) => nodeId === origin);
    if (!own) return [];
    const gateways = new Map([[own.region, origin]]);
    return nodes.flatMap(({ nodeId, region }): Hop[] => {
      if (nodeId === origin || !wants(nodeId, producerId)) return [];
      const from = gateways.get(region);
      if (from === undefined) gateways.set(region, nodeId);
      return [{ producerId, from: from ?? origin, to: nodeId }];
    });
  });
}

const isSame = (a: Hop, b: Hop): boolean => a.producerId === b.producerId && a.from === b.from && a.to === b.to;

/** The hops of a producer to one node, the first first; empty when it comes in there. */
export function hopsTo(hops: readonly Hop[], { producerId, nodeId }: { producerId: string; nodeId: NodeId }): Hop[] {
  const last = hops.find((hop) => hop.producerId === producerId && hop.to === nodeId);
  if (!last) return [];
  const first = hops.find((hop) => hop.producerId === producerId && hop.to === last.from);
  return first ? [first, last] : [last];
}

/** Streams that nobody has use for any more, what hangs on them before them. */
export function surplus(streams: readonly PipedStream[], wanted: readonly Hop[]): PipedStream[] {
  const gone = streams.filter((stream) => !wanted.some((hop) => isSame(hop, stream)));
  const isFed = (stream: PipedStream) =>
    gone.some((one) => one.producerId === stream.producerId && one.to === stream.from);
  return [...gone.filter(isFed), ...gone.filter((stream) => !isFed(stream))];
}

export const pipeBetween = (pipes: readonly Pipe[], a: NodeId, b: NodeId): Pipe | undefined =>
  pipes.find(({ ends }) => [a, b].every((nodeId) => ends.some((end) => end.nodeId === nodeId)));

/** Pipes without a stream. */
export const idlePipes = (pipes: readonly Pipe[], streams: readonly PipedStream[]): Pipe[] =>
  pipes.filter(({ ends: [a, b] }) => {
    const isOn = ({ from, to }: PipedStream) =>
      (from === a.nodeId && to === b.nodeId) || (from === b.nodeId && to === a.nodeId);
    return !streams.some(isOn);
  });
