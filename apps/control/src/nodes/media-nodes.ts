import type { NodeRegistry } from '@rostrum/cluster';
import { mixerLink, type NodeId, sfuLink } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { Rooms } from '../rooms/rooms.ts';
import { NodeLinks } from './node-links.ts';

export interface MediaNodes {
  readonly sfus: NodeLinks<typeof sfuLink>;
  readonly mixers: NodeLinks<typeof mixerLink>;
}

export interface MediaNodesOptions {
  readonly registry: NodeRegistry;
  readonly secret: string;
  readonly life: string;
  readonly log: Log;
  /** Asked for when something happens on a node; the rooms themselves need the links first. */
  readonly rooms: () => Rooms;
}

/** The links to SFU and mixer nodes; what happens there is handed to the rooms that it concerns. */
export function openMediaNodes({ registry, secret, life, log, rooms }: MediaNodesOptions): MediaNodes {
  const sfus = new NodeLinks({
    kind: 'sfu',
    definition: sfuLink,
    registry,
    secret,
    life,
    log,
    ping: (peer) => peer.request('ping', {}),
    listeners: (nodeId) => ({
      draining: () => void drain(rooms(), { nodeId, log }),
      'room.failed': ({ roomId, epoch, reason }) =>
        void rooms().withRoom(roomId, epoch, (room, failed) => room.losses.handleSfuLost(failed, reason)),
      'room.speaker': ({ roomId, epoch, producerId }) =>
        void rooms().withRoom(roomId, epoch, (room) => room.handleSpeaker(producerId)),
      'transport.bandwidth': ({ roomId, epoch, transportId, kbps }) =>
        void rooms().withRoom(roomId, epoch, (room) => room.handleBandwidth(transportId, kbps)),
    }),
    onBack: (nodeId) => void rooms().each((room) => room.losses.handleSfuBack(nodeId)),
    onLost: (nodeId) => void rooms().each((room) => room.losses.handleSfuLost(nodeId, 'the media server is gone')),
  });
  const mixers = new NodeLinks({
    kind: 'mixer',
    definition: mixerLink,
    registry,
    secret,
    life,
    log,
    listeners: (nodeId) => ({
      'programme.failed': ({ programmeId, epoch, reason }) =>
        void rooms().each((room) => room.losses.handleProgrammeFailed({ nodeId, programmeId, epoch, reason })),
      'programme.stats': (stats) => log.debug(stats, 'programme stats'),
    }),
    onBack: (nodeId) => void rooms().each((room) => room.losses.handleMixerBack(nodeId)),
    onLost: (nodeId) => void rooms().each((room) => room.losses.handleMixerLost(nodeId, 'the mixer is gone')),
  });
  return { sfus, mixers };
}

/** A node is about to end: its rooms are moved one by one, so that not everybody at once begins anew. */
async function drain(rooms: Rooms, { nodeId, log }: { nodeId: NodeId; log: Log }): Promise<void> {
  const open = await rooms.open();
  const there = open.filter(({ core }) => core.record.nodes.some((one) => one.nodeId === nodeId));
  log.info({ node: nodeId, rooms: there.length }, 'media node drains');
  for (const room of there) await room.losses.handleSfuDraining(nodeId);
}
