import { createLogger, replyWithFaults } from '@rostrum/service';
import { fastify } from 'fastify';
import { test } from 'tap';
import { limitRates } from './rate-limits.ts';

test('an address that asks too much is refused; pages and other addresses are not', async (t) => {
  const server = fastify();
  replyWithFaults(server, createLogger('test', 'silent'));
  limitRates(server);
  server.get('/api/me', async () => ({}));
  server.get('/', async () => ({}));
  const ask = (url: string, remoteAddress: string) => server.inject({ url, remoteAddress });
  const answers = await Promise.all(Array.from({ length: 300 }, () => ask('/api/me', '10.0.0.1')));
  const refused = answers.filter((answer) => answer.statusCode === 429);
  t.ok(refused.length > 100, `${refused.length} refused`);
  t.match(refused[0]?.json(), { code: 'RATE_EXCEEDED', message: 'Too many requests at once. Wait a moment.' });
  t.equal((await ask('/', '10.0.0.1')).statusCode, 200);
  t.equal((await ask('/api/me', '10.0.0.2')).statusCode, 200);
});
