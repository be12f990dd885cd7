import type { WebSocket } from '@fastify/websocket';
import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { webSocketChannel } from '@rostrum/link';
import { Fault, toFault } from '@rostrum/protocol';
import { logFault } from '@rostrum/service';
import type { FastifyInstance } from 'fastify';
import { StageSession, type StageSessionDeps } from './stage-session.ts';

const pingIntervalMs = 5000;
/**
 * A socket that was not heard of for this long is gone, though nobody closed it: a laptop shut, a network lost. Whoever
 * has one counts as present, so this is also what "viewers now" means.
 */
const heardWithinMs = 15_000;

interface Open {
  readonly session: StageSession;
  readonly socket: WebSocket;
  /** On the monotonic clock. */
  heardAtMs: number;
}

/** The signaling sockets of presenters and viewers. */
export class StageSockets {
  readonly #deps: StageSessionDeps;
  readonly #open = new Set<Open>();
  readonly #clock: Clock;
  readonly #pings: Timer;

  constructor(deps: StageSessionDeps, clock: Clock = systemClock) {
    this.#deps = deps;
    this.#clock = clock;
    this.#pings = clock.every(pingIntervalMs, () => this.#ping());
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
        const open: Open = {
          session: new StageSession(webSocketChannel(socket), this.#deps),
          socket,
          heardAtMs: this.#clock.monotonic(),
        };
        this.#open.add(open);
        const hear = () => {
          open.heardAtMs = this.#clock.monotonic();
        };
        socket.on('pong', hear);
        socket.on('message', hear);
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
    const now = this.#clock.monotonic();
    for (const { socket, heardAtMs } of this.#open) {
      // Not one interval later: by then it would have been silent for too long.
      if (now + pingIntervalMs - heardAtMs > heardWithinMs) socket.terminate();
      else socket.ping();
    }
  }
}
