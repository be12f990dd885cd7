import { Fault } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import { fastify } from 'fastify';
import { test } from 'tap';
import { addQueueBoard } from './queue-board.ts';
import type { Server } from './server.ts';

test('the queues are shown to whoever is signed in, and to nobody else', async (t) => {
  let isSignedIn = false;
  const server = fastify() as unknown as Server;
  const board = addQueueBoard(server, {
    organizer: {
      assertSignedIn: async () => {
        if (!isSignedIn) throw new Fault('SIGN_IN_REQUIRED');
      },
    },
    // Nothing listens there: the page must be there all the same.
    redisUrl: 'redis://127.0.0.1:9',
    log: createLogger('test', 'silent'),
  });
  t.teardown(async () => {
    await board.close();
    await server.close();
  });
  const stranger = await server.inject({ url: '/api/queues/', headers: { accept: 'text/html' } });
  t.equal(stranger.statusCode, 302);
  t.equal(stranger.headers.location, '/');
  const program = await server.inject({ url: '/api/queues/api/queues' });
  t.equal(program.statusCode, 401);
  t.match(program.json(), { code: 'SIGN_IN_REQUIRED' });
  isSignedIn = true;
  const page = await server.inject({ url: '/api/queues/', headers: { accept: 'text/html' } });
  t.equal(page.statusCode, 200);
  t.match(page.body, 'Rostrum jobs');
  t.match(page.headers['content-security-policy'], "default-src 'self'");
  const [script] = /static\/js\/main\.[^"]+/.exec(page.body) ?? [''];
  t.equal((await server.inject({ url: `/api/queues/${script}` })).statusCode, 200);
});
