import type { NodeId, ParticipantId } from '@rostrum/protocol';
import type { Pipe, PipedStream } from './cascade.ts';
import { dropConsumers, withPlacement } from './drop-consumers.ts';
import { withoutId } from './next-person.ts';
import {
  type MemberMedia,
  type MemberProducer,
  nodeOf,
  type PreparedMedia,
  type RoomNode,
  type RoomRecord,
} from './room-record.ts';

/** What happened to the SFU nodes of a room, and between them. */
export type NodeEvent =
  | { readonly type: 'nodeOpened'; readonly node: RoomNode }
  /** The mixer is fed from there, from now on. */
  | { readonly type: 'homeChosen'; readonly nodeId: NodeId }
  /** It waits, behind those that do already. */
  | { readonly type: 'standbyOpened'; readonly nodeId: NodeId }
  /** It is made use of, and waits no more. */
  | { readonly type: 'standbyTaken'; readonly nodeId: NodeId }
  /** It died, or was given up: what was on it is gone. */
  | { readonly type: 'nodeLost'; readonly nodeId: NodeId }
  /** Their media goes by these transports now; without producers nothing flows yet. */
  | {
      readonly type: 'mediaMoved';
      readonly id: ParticipantId;
      readonly media: MemberMedia;
      readonly producers?: readonly MemberProducer[];
    }
  /** Null: it is closed. */
  | { readonly type: 'spared'; readonly id: ParticipantId; readonly media: PreparedMedia | null }
  | { readonly type: 'pipeOpened'; readonly pipe: Pipe }
  | { readonly type: 'pipeClosed'; readonly pipe: Pipe }
  | { readonly type: 'streamPiped'; readonly stream: PipedStream }
  | { readonly type: 'streamEnded'; readonly stream: PipedStream };

const nodeEvents: Readonly<Record<NodeEvent['type'], true>> = {
  nodeOpened: true,
  homeChosen: true,
  standbyOpened: true,
  standbyTaken: true,
  nodeLost: true,
  mediaMoved: true,
  spared: true,
  pipeOpened: true,
  pipeClosed: true,
  streamPiped: true,
  streamEnded: true,
};

export const isNodeEvent = (event: { readonly type: string }): event is NodeEvent =>
  Object.hasOwn(nodeEvents, event.type);

export function nodeChange(record: RoomRecord, event: NodeEvent): Partial<RoomRecord> {
  switch (event.type) {
    case 'nodeOpened':
      return { nodes: [...record.nodes.filter(({ nodeId }) => nodeId !== event.node.nodeId), event.node] };
    case 'homeChosen':
      return chooseHome(record, event.nodeId);
    case 'standbyOpened':
      return { standbys: [...without(record.standbys, event.nodeId), event.nodeId] };
    case 'standbyTaken':
      return { standbys: without(record.standbys, event.nodeId) };
    case 'nodeLost':
      return loseNode(record, event.nodeId);
    case 'mediaMoved':
      return {
        spares: withoutId(record.spares, event.id),
        members: record.members.map((member) =>
          member.id === event.id
            ? { ...member, media: event.media, producers: event.producers ?? member.producers }
            : member,
        ),
      };
    case 'spared':
      return spare(record, event.id, event.media);
    case 'pipeOpened':
      return { pipes: [...record.pipes, event.pipe] };
    case 'pipeClosed':
      return { pipes: record.pipes.filter((pipe) => !isPipe(pipe, event.pipe)) };
    case 'streamPiped':
      return { streams: [...record.streams, event.stream] };
    case 'streamEnded':
      return endStream(record, event.stream);
    default:
      return event satisfies never;
  }
}

const without = (ids: readonly NodeId[], id: NodeId) => ids.filter((one) => one !== id);
const isPipe = (a: Pipe, b: Pipe): boolean => a.ends[0].transportId === b.ends[0].transportId;
const isStream = (a: PipedStream, b: PipedStream): boolean => a.to === b.to && a.producerId === b.producerId;

/** At the node where it leads to, whoever received it receives it no more. */
function endStream(record: RoomRecord, ended: PipedStream): Partial<RoomRecord> {
  const streams = record.streams.filter((stream) => !isStream(stream, ended));
  return { streams, ...dropConsumers(record, new Set([ended.producerId]), ended.to) };
}

/** The mixer's transport is on the home that was: another is opened on the one that is. */
function chooseHome(record: RoomRecord, nodeId: NodeId): Partial<RoomRecord> {
  if (record.home === nodeId) return {};
  return { home: nodeId, standbys: without(record.standbys, nodeId), phase: withoutFeed(record) };
}

const withoutFeed = ({ phase }: RoomRecord) =>
  withPlacement(phase, (placement) => ({ ...placement, transportId: null, consumers: [] }));

/** What one sends, the others have prepared to receive: it ends with it. */
export function spare(record: RoomRecord, id: ParticipantId, media: PreparedMedia | null): Pick<RoomRecord, 'spares'> {
  if (media) return { spares: { ...record.spares, [id]: media } };
  const gone = new Set(record.spares[id]?.producers.map(({ producerId }) => producerId));
  const others = Object.entries(withoutId(record.spares, id));
  const drop = ([one, { consumers, ...rest }]: (typeof others)[number]) => [
    one,
    { ...rest, consumers: consumers.filter(({ producerId }) => !gone.has(producerId)) },
  ];
  return { spares: gone.size === 0 ? withoutId(record.spares, id) : Object.fromEntries(others.map(drop)) };
}

function loseNode(record: RoomRecord, nodeId: NodeId): Partial<RoomRecord> {
  if (!nodeOf(record, nodeId)) return {};
  const isOn = (media: { readonly nodeId: NodeId } | null) => media?.nodeId === nodeId;
  const lost = record.members.filter(({ media }) => isOn(media));
  const producerIds = new Set(lost.flatMap(({ producers }) => producers.map(({ producerId }) => producerId)));
  const isHome = record.home === nodeId;
  const rest: RoomRecord = {
    ...record,
    nodes: record.nodes.filter((one) => one.nodeId !== nodeId),
    home: isHome ? null : record.home,
    standbys: without(record.standbys, nodeId),
    // Pipes that led there, and copies of what came from there, stay in the record until they are closed at the other end.
    streams: record.streams.filter(({ to }) => to !== nodeId),
    members: record.members.map((member) => (isOn(member.media) ? { ...member, media: null, producers: [] } : member)),
    prepared: Object.fromEntries(Object.entries(record.prepared).filter(([, media]) => !isOn(media))),
    spares: Object.fromEntries(Object.entries(record.spares).filter(([, media]) => !isOn(media))),
    speaker: lost.some(({ id }) => id === record.speaker) || isHome ? null : record.speaker,
    phase: isHome ? withoutFeed(record) : record.phase,
  };
  return { ...rest, ...dropConsumers(rest, producerIds) };
}
