import { Programmes } from '@rostrum/hls';
import { Cleanups, systemClock } from '@rostrum/lifecycle';
import { addStorageGauges, type Log, logStorage, type Running } from '@rostrum/service';
import { openStorage, StorageWatch } from '@rostrum/storage';
import { Registry } from 'prom-client';
import type { OriginConfig } from './config.ts';
import { OriginMetrics } from './metrics.ts';
import { programmeEvents } from './programme-events.ts';
import { createServer } from './server.ts';

/** At the end of the process, what is unfinished gets this long to reach storage, and answers to reach their players. */
const keepMs = 3000;
const answersMs = 500;

/** Everything of the origin, opened; closed in the reverse order. */
export async function openOrigin(config: OriginConfig, log: Log): Promise<Running> {
  const cleanups = new Cleanups();
  const storage = await openStorage(config);
  const watch = await StorageWatch.open({
    ...{ storage, clock: systemClock, folder: config.dataDir, lowBytes: config.lowSpaceGigabytes * 1e9 },
    onChange: (condition) => logStorage(log, condition),
  });
  cleanups.add('storage watch', async () => watch.close());
  const register = new Registry();
  addStorageGauges(register, () => watch.condition);
  const programmes: Programmes = new Programmes({
    storage,
    clock: systemClock,
    events: (programmeId) => programmeEvents({ programmeId, log, metrics }),
  });
  const metrics = new OriginMetrics(register, programmes);
  const server = createServer({
    ...{ secret: config.secret, programmes, storage, register, metrics, log },
    isStorageWritable: async () => (await watch.look()).isWritable,
  });
  await server.listen({ host: config.host, port: config.port });
  log.info({ addresses: server.addresses() }, 'listening');
  cleanups.add('server', async () => {
    // A slow download must not hold up the end; the answers to held requests are small and on their way.
    const timer = setTimeout(() => server.server.closeAllConnections(), answersMs);
    await server.close();
    clearTimeout(timer);
  });
  cleanups.add('programmes', () => programmes.close(keepMs));
  return { close: () => cleanups.close() };
}
