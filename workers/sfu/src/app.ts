import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { Cleanups } from '@rostrum/lifecycle';
import { type Channel, LinkPeer } from '@rostrum/link';
import { type NodeId, nothing, sfuLink } from '@rostrum/protocol';
import { type Log, logFault, NodeServer, type Running } from '@rostrum/service';
import { roomOf, SfuNode, type SfuNodeOptions, type SfuRoom, sfuHandlers } from '@rostrum/sfu';
import type { SfuConfig } from './config.ts';
import { type CostFacts, consumerKbps } from './consumer-cost.ts';
import { Drain } from './drain.ts';
import { addMetrics } from './metrics.ts';
import { type ControlPeer, RoomOwners } from './room-owners.ts';

/** What fills a worker's core, roughly: for placing people, not a limit. */
const kbpsOfWorker = 400_000;

export async function openSfu(config: SfuConfig, { log, version }: { log: Log; version: string }): Promise<Running> {
  const cleanups = new Cleanups();
  const redis = await RedisConnection.open(config.redisUrl, (err) => log.error({ err }, 'redis lost'));
  cleanups.add('redis', () => redis.close());
  const owners: RoomOwners = new RoomOwners((id) => {
    const room = node.rooms.get(id);
    if (room) node.closeRoom(room.ref);
    log.info({ room: id }, 'orphaned room closed');
  });
  cleanups.add('owners', () => owners.close());
  const node: SfuNode = await SfuNode.open({
    workers: config.workers,
    workerBin: config.workerBin,
    videoCodec: config.videoCodec,
    rtc: {
      bindAddress: config.rtcAddress,
      port: config.rtcPort,
      announcedAddress: config.announcedAddress,
      privateAddress: config.privateAddress,
    },
    events: nodeEvents(owners, log),
  });
  cleanups.add('node', () => node.close());

  const links = new Set<ControlPeer>();
  const server = await NodeServer.open({
    ...config,
    log,
    health: async () => ({ redis: redis.isReady, workers: node.workersAlive > 0 }),
    onLink: (channel, life) => {
      const link = openLink(channel, { node, owners, life, log });
      links.add(link);
      void link.closed.then(() => links.delete(link));
    },
  });
  addMetrics(server.metrics, node);
  cleanups.add('server', () => server.close());
  cleanups.add('links', () => {
    for (const link of links) link.close();
  });
  const capacityKbps = config.capacityKbps ?? kbpsOfWorker * config.workers;
  const drain = new Drain({ node, waitMs: config.drainSeconds * 1000 });
  const registry = new NodeRegistry(redis);
  const announcement = registry.announce(() => ({
    id: config.nodeId as NodeId,
    kind: 'sfu',
    region: config.region,
    linkUrl: config.linkUrl ?? `ws://${config.host}:${server.port}/link`,
    version,
    load: loadKbps(node) / capacityKbps,
    media: {
      capacityKbps,
      publicAddress: config.announcedAddress ?? config.rtcAddress,
      port: config.rtcPort,
      privateAddress: config.privateAddress ?? config.rtcAddress,
    },
    draining: drain.hasBegun || cleanups.isClosing,
  }));
  cleanups.add('announcement', announcement.end);
  cleanups.add('drain', async () => {
    const others = async () =>
      (await registry.list('sfu')).some(({ id, draining }) => id !== config.nodeId && !draining);
    const moved = drain.run({ links, others, announce: announcement.now });
    log.info({ left: await moved }, 'drained');
  });
  return { close: () => cleanups.close() };
}

type Sent = SfuRoom['consumers'] extends Map<string, infer Consumer> ? Consumer : never;

const costFacts = ({ kind, paused, type, currentLayers }: Sent): CostFacts => ({
  kind,
  paused,
  ...(type === 'simulcast' ? { spatialLayer: currentLayers?.spatialLayer ?? 0 } : {}),
});

function loadKbps(node: SfuNode): number {
  const rooms = [...node.rooms.values()];
  const sent = rooms.flatMap(({ consumers }) => [...consumers.values()]).map(costFacts);
  const piped = rooms
    .flatMap(({ pipedOut }) => [...pipedOut.values()])
    .map(({ kind, paused, rtpParameters }) => ({ kind, paused, pipedLayers: rtpParameters.encodings?.length ?? 1 }));
  return [...sent, ...piped].reduce((sum, facts) => sum + consumerKbps(facts), 0);
}

function openLink(
  channel: Channel,
  { node, owners, life, log }: { node: SfuNode; owners: RoomOwners; life: string; log: Log },
): ControlPeer {
  const handlers = onlyForOwner(sfuHandlers(node), (request) => {
    const id = roomOf(node, request);
    if (id) owners.assertOwner(id, { life });
  });
  const peer: ControlPeer = new LinkPeer({
    channel,
    local: sfuLink,
    remote: nothing,
    handlers: {
      ...handlers,
      'room.open': async ({ leaseEpoch, ...ref }) => {
        owners.assertMayClaim(ref.roomId, leaseEpoch);
        // Not before it is known that the epoch is not an older one's.
        const opened = await sfuHandlers(node)['room.open'](ref);
        owners.claim(ref.roomId, { peer, life, leaseEpoch });
        if (peer.signal.aborted) owners.drop(peer);
        return opened;
      },
      'room.close': (ref) => {
        const closed = handlers['room.close'](ref);
        if (!node.rooms.has(ref.roomId)) owners.forget(ref.roomId);
        return closed;
      },
    },
    onFault: (fault, about) => logFault(log, fault, { about }),
  });
  log.info('control linked');
  void peer.closed.then(({ code }) => {
    owners.drop(peer);
    log.info({ code }, 'control link closed');
  });
  return peer;
}

/** Each handler, after `assertOwner` has seen what it is asked. */
function onlyForOwner(
  handlers: ReturnType<typeof sfuHandlers>,
  assertOwner: (request: object) => void,
): ReturnType<typeof sfuHandlers> {
  const guarded = Object.entries(handlers).map(([method, run]) => [
    method,
    (request: object) => {
      assertOwner(request);
      return (run as (request: object) => unknown)(request);
    },
  ]);
  return Object.fromEntries(guarded) as ReturnType<typeof sfuHandlers>;
}

/** What happens on the node goes to the link that owns the room. */
function nodeEvents(owners: RoomOwners, log: Log): SfuNodeOptions['events'] {
  return {
    workerStarted: (pid) => log.info({ pid }, 'worker started'),
    workerDied: (reason) => log.error({ reason }, 'worker died'),
    roomFailed: (room, reason) => {
      owners.of(room.roomId)?.emit('room.failed', { ...room, reason: reason.slice(0, 1000) });
      owners.forget(room.roomId);
    },
    speaker: (room, producerId) => owners.of(room.roomId)?.emit('room.speaker', { ...room, producerId }),
    transportState: (room, transportId, state) =>
      owners.of(room.roomId)?.emit('transport.state', { transportId, state }),
    bandwidth: (room, transportId, kbps) =>
      owners.of(room.roomId)?.emit('transport.bandwidth', { ...room, transportId, kbps }),
    consumerLayers: (room, consumerId, layers) =>
      owners.of(room.roomId)?.emit('consumer.layers', {
        consumerId,
        layers: layers && {
          spatialLayer: layers.spatialLayer,
          ...(layers.temporalLayer === undefined ? {} : { temporalLayer: layers.temporalLayer }),
        },
      }),
    consumerScore: (room, consumerId, score) => owners.of(room.roomId)?.emit('consumer.score', { consumerId, score }),
  };
}
