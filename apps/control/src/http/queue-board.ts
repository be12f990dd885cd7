import { FastifyAdapter } from '@bull-board/fastify';
import { allJobs, QueueBoard } from '@rostrum/jobs';
import { toFault } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

/** Under /api, where the organizer's cookie goes. */
const address = '/api/queues';
/** The board is somebody else's page: nothing of it comes from elsewhere, and it may ask nobody else. */
const policy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'";

export interface QueueBoardDeps {
  readonly organizer: Pick<Organizer, 'assertSignedIn'>;
  readonly redisUrl: string;
  readonly log: Log;
}

/** All queues and their jobs, for a signed-in operator to look at. To be closed with the server. */
export function addQueueBoard(server: Server, { organizer, redisUrl, log }: QueueBoardDeps): QueueBoard {
  const adapter = new FastifyAdapter();
  const board = QueueBoard.open({
    definitions: allJobs,
    redisUrl,
    server: adapter.setBasePath(address),
    onError: (err) => log.warn({ err }, 'job queue unwell'),
  });
  server.register(async (scope) => {
    // The board answers errors in its own way, so a refusal must not become one.
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('content-security-policy', policy).header('x-content-type-options', 'nosniff');
      try {
        await organizer.assertSignedIn(request);
      } catch (error) {
        return refuse(error, { request, reply });
      }
    });
    scope.register(adapter.registerPlugin(), { prefix: address });
  });
  return board;
}

/** A person is led to where they learn how to sign in; a program is told. */
function refuse(error: unknown, { request, reply }: { request: FastifyRequest; reply: FastifyReply }): FastifyReply {
  if (request.headers.accept?.includes('text/html')) return reply.redirect('/');
  const { code, kind, publicMessage } = toFault(error);
  return reply.status(kind.http).send({ code, message: publicMessage });
}
