import { hostname } from 'node:os';
import { Leases, type RedisConnection } from '@rostrum/cluster';
import type { WebinarId } from '@rostrum/protocol';
import type { ControlConfig } from '../config.ts';

/** The leases of rooms: who owns which. */
export function openLeases(
  redis: RedisConnection,
  options: {
    config: Pick<ControlConfig, 'nodeId' | 'host' | 'internalUrl'>;
    life: string;
    onLost: (id: WebinarId) => void;
    port: () => number;
  },
): Leases {
  const { config, life, onLost, port } = options;
  return new Leases(redis, {
    kind: 'room',
    holder: {
      life,
      get node() {
        return config.nodeId ?? `${hostname()}-${port()}`;
      },
      get url() {
        const host = ['0.0.0.0', '::'].includes(config.host) ? '127.0.0.1' : config.host;
        return config.internalUrl?.replace(/\/$/, '') ?? `http://${host.includes(':') ? `[${host}]` : host}:${port()}`;
      },
    },
    onLost: (id) => onLost(id as WebinarId),
  });
}
