import { webSocketChannel } from '@rostrum/link';
import { Fault, toFault } from '@rostrum/protocol';
import { logFault } from '@rostrum/service';
import type { FastifyInstance } from 'fastify';
import { StageSession, type StageSessionDeps } from './stage-session.ts';

/** The signaling socket of presenters and viewers. */
export class StageSockets {
  readonly #deps: StageSessionDeps;
  readonly #open = new Set<StageSession>();

  constructor(deps: StageSessionDeps) {
    this.#deps = deps;
  }

  get size(): number {
    return this.#open.size;
  }

  addRoute(server: FastifyInstance): void {
    const { log } = this.#deps;
    server.route({
      method: 'GET',
      url: '/api/stage',
      handler: (_request, reply) => {
        const fault = new Fault('BAD_REQUEST', { publicMessage: 'This address is for WebSockets.' });
        return reply.status(426).send(fault.toWire());
      },
      wsHandler: (socket) => {
        // The ws package closes the socket itself (1009 for an oversized frame, RFC 6455 §7.4.1); here it is told once.
        socket.on('error', (error: Error & { code?: string }) => {
          const tooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
          logFault(
            log,
            tooLarge
              ? new Fault('MESSAGE_TOO_LARGE')
              : new Fault('MESSAGE_MALFORMED', { detail: toFault(error).message }),
            {},
          );
        });
        const session = new StageSession(webSocketChannel(socket), this.#deps);
        this.#open.add(session);
        socket.on('close', () => this.#open.delete(session));
      },
    });
  }

  /** The process ends: pages come back by themselves, here or to another process. */
  close(): void {
    for (const session of this.#open) session.close(new Fault('SHUTTING_DOWN'));
  }
}
