import { once } from 'node:events';
import { createServer } from 'node:net';
import { readConfig } from '@rostrum/config';
import t, { type Test } from 'tap';
import { choosePorts } from './ports.ts';
import { startSettings } from './settings.ts';

/** A port of this machine that somebody else holds. */
async function takenPort(t: Test): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  return (server.address() as { port: number }).port;
}

t.test('a port that was asked for and is taken is an error that names it', async (t) => {
  const port = await takenPort(t);
  const config = readConfig(startSettings, { ROSTRUM_MIXER_PORT: String(port) });
  await t.rejects(choosePorts(config), { message: new RegExp(`Port ${port}.*ROSTRUM_MIXER_PORT`), exitCode: 69 });
});

t.test('every process has a port of its own', async (t) => {
  const config = readConfig(startSettings, { ROSTRUM_SFUS: '3', ROSTRUM_MIXERS: '2' });
  const { ports } = await choosePorts(config);
  const { control, origin, recorder, redis, sfus, mixers } = ports;
  const all = [control, origin, recorder, redis, ...mixers, ...sfus.flatMap(({ http, rtc }) => [http, rtc])];
  t.equal(all.length, 12);
  t.equal(new Set(all).size, 12);
});

t.test('a Redis of somebody else needs no port of ours', async (t) => {
  const config = readConfig(startSettings, { REDIS_URL: 'redis://127.0.0.1:1' });
  t.equal((await choosePorts(config)).ports.redis, undefined);
});

t.test('an address that is not of this machine is a mistake in the settings', async (t) => {
  const config = readConfig(startSettings, { ROSTRUM_HOST: '192.0.2.1' });
  await t.rejects(choosePorts(config), { message: /ROSTRUM_HOST 192\.0\.2\.1 cannot be bound/, exitCode: 78 });
});
