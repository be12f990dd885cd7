import { kindOf, type NodeId, type Source } from '@rostrum/protocol';
import type { CascadeInput } from './cascade.ts';
import type { RoomRecord } from './room-record.ts';

interface SentProducer {
  readonly producerId: string;
  readonly nodeId: NodeId;
  readonly source: Source;
}

const producersOf = ({ members }: RoomRecord): SentProducer[] =>
  members.flatMap(({ media, producers }) =>
    media ? producers.map(({ producerId, source }) => ({ producerId, source, nodeId: media.nodeId })) : [],
  );

/**
 * Who produces where, and who receives where, of a room as it is. At home every voice is heard, so that one node can say
 * who speaks.
 * @param also what somebody is about to receive
 */
export function cascadeInput(record: RoomRecord, also?: { nodeId: NodeId; producerId: string }): CascadeInput {
  const producers = producersOf(record);
  const keyOf = (nodeId: NodeId, producerId: string) => `${nodeId} ${producerId}`;
  const wanted = new Set<string>();
  const receive = (nodeId: NodeId, consumers: readonly { readonly producerId: string }[]) => {
    for (const { producerId } of consumers) wanted.add(keyOf(nodeId, producerId));
  };
  for (const { media } of record.members) if (media?.kind === 'webrtc') receive(media.nodeId, media.consumers);
  for (const { nodeId, consumers } of Object.values(record.prepared)) receive(nodeId, consumers);
  for (const { nodeId, consumers } of Object.values(record.spares)) receive(nodeId, consumers);
  const { home, phase } = record;
  if (home !== null) {
    receive(
      home,
      producers.filter(({ source }) => kindOf(source) === 'audio'),
    );
    if (phase.name === 'live') receive(home, phase.placement?.consumers ?? []);
  }
  if (also) receive(also.nodeId, [also]);
  return { nodes: record.nodes, producers, wants: (nodeId, producerId) => wanted.has(keyOf(nodeId, producerId)) };
}

/** Nodes that nobody is on: neither home nor standby. */
export function idleNodes({ nodes, home, standbys, members, prepared }: RoomRecord): NodeId[] {
  const inUse = new Set<NodeId | null>([home, ...standbys]);
  for (const { media } of members) if (media) inUse.add(media.nodeId);
  for (const { nodeId } of Object.values(prepared)) inUse.add(nodeId);
  return nodes.flatMap(({ nodeId }) => (inUse.has(nodeId) ? [] : [nodeId]));
}

/** Of the nodes that hold a router of the room, the one to go on at in a region; undefined when there is none. */
export function heirOf({ nodes, home, standbys }: RoomRecord, region: string): NodeId | undefined {
  const near = nodes.filter((one) => one.region === region);
  const waiting = (list: typeof nodes) => standbys.find((id) => list.some(({ nodeId }) => nodeId === id));
  return waiting(near) ?? near[0]?.nodeId ?? waiting(nodes) ?? home ?? nodes[0]?.nodeId;
}

/** The room as it is without this node, which is then no home and waits for nobody. */
export const withoutNode = (record: RoomRecord, nodeId: NodeId): RoomRecord => ({
  ...record,
  nodes: record.nodes.filter((node) => node.nodeId !== nodeId),
  standbys: record.standbys.filter((id) => id !== nodeId),
  home: record.home === nodeId ? null : record.home,
});

/** The node where whoever is on this one would go on, if it were lost; undefined when the room is on no other. */
export function refugeOf(record: RoomRecord, lostId: NodeId): NodeId | undefined {
  const lost = record.nodes.find(({ nodeId }) => nodeId === lostId);
  return lost && heirOf(withoutNode(record, lostId), lost.region);
}
