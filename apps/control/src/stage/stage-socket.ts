import type { WebSocket } from '@fastify/websocket';
import { systemClock, type Timer } from '@rostrum/lifecycle';
import { webSocketChannel } from '@rostrum/link';
import { Fault, toFault } from '@rostrum/protocol';
import { logFault } from '@rostrum/service';
import type { FastifyInstance } from 'fastify';
import { StageSession, type StageSessionDeps } from './stage-session.ts';

/** A socket that answered no ping for this long is gone, though nobody closed it: a laptop shut, a network lost. */
const pingIntervalMs = 5000;

interface Open {
  readonly session: StageSession;
  readonly socket: WebSocket;
  isAlive: boolean;
}

/** The signaling sockets of presenters and viewers. */
export class StageSockets {
  readonly #deps: StageSessionDeps;
  readonly #open = new Set<Open>();
  readonly #pings: Timer;

  constructor(deps: StageSessionDeps) {
    this.#deps = deps;
    this.#pings = systemClock.every(pingIntervalMs, () => this.#ping());
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
        const open: Open = { session: new StageSession(webSocketChannel(socket), this.#deps), socket, isAlive: true };
        this.#open.add(open);
        socket.on('pong', () => {
          open.isAlive = true;
        });
        socket.on('close', () => this.#open.delete(open));
      },
    });
  }

  /** The process ends: pages come back by themselves, here or to another process. */
  close(): void {
    this.#pings.cancel();
    for (const { session } of this.#open) session.close(new Fault('SHUTTING_DOWN'));
  }

  #ping(): void {
    for (const open of this.#open) {
      if (open.isAlive) open.socket.ping();
      else open.socket.terminate();
      open.isAlive = false;
    }
  }
}
