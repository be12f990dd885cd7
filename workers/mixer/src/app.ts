import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { Cleanups } from '@rostrum/lifecycle';
import { type Channel, LinkPeer } from '@rostrum/link';
import { mixerLink, type NodeId, nothing } from '@rostrum/protocol';
import { type Log, logFault, NodeServer, type Running } from '@rostrum/service';
import type { MixerConfig } from './config.ts';
import { addMetrics } from './metrics.ts';
import { type ControlPeer, Programmes } from './programmes.ts';

/** Programmes that fill the machine, roughly: for placing them, not a limit. */
const programmesForFullLoad = 4;

export interface MixerDeps {
  readonly log: Log;
  readonly version: string;
  /** What the programmes' processes need of this one's environment. */
  readonly childEnv: Readonly<Record<string, string>>;
}

export async function openMixer(config: MixerConfig, { log, version, childEnv }: MixerDeps): Promise<Running> {
  const cleanups = new Cleanups();
  const redis = await RedisConnection.open(config.redisUrl, (err) => log.error({ err }, 'redis lost'));
  cleanups.add('redis', () => redis.close());
  const programmes = new Programmes({ config, log, childEnv });
  cleanups.add('programmes', () => programmes.close());

  const links = new Set<ControlPeer>();
  const server = await NodeServer.open({
    ...config,
    log,
    health: async () => ({ redis: redis.isReady }),
    onLink: (channel) => openLink(channel, { programmes, links, log }),
  });
  addMetrics(server.metrics, programmes);
  cleanups.add('server', () => server.close());
  cleanups.add('links', () => {
    for (const link of links) link.close();
  });
  const announcement = new NodeRegistry(redis).announce(() => ({
    id: config.nodeId as NodeId,
    kind: 'mixer',
    region: config.region,
    linkUrl: config.linkUrl ?? `ws://${config.host}:${server.port}/link`,
    version,
    load: programmes.size / programmesForFullLoad,
    draining: cleanups.isClosing,
  }));
  cleanups.add('announcement', announcement.end);
  return { close: () => cleanups.close() };
}

function openLink(
  channel: Channel,
  { programmes, links, log }: { programmes: Programmes; links: Set<ControlPeer>; log: Log },
): void {
  const peer: ControlPeer = new LinkPeer({
    channel,
    local: mixerLink,
    remote: nothing,
    handlers: {
      'programme.start': (request) => programmes.start(request, peer),
      'programme.connect': (request) => programmes.of(request, peer).connect(request),
      'programme.update': (request) => programmes.of(request, peer).update(request),
      'programme.asset': (request) => programmes.of(request, peer).addAsset(request),
      'programme.stop': (request) => programmes.stop(request, peer),
    },
    onFault: (fault, about) => logFault(log, fault, { about }),
  });
  links.add(peer);
  log.info('control linked');
  void peer.closed.then(({ code }) => {
    links.delete(peer);
    programmes.drop(peer);
    log.info({ code }, 'control link closed');
  });
}
