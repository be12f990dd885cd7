import type { WebSocket } from '@fastify/websocket';
import { type Clock, systemClock, type Timer } from '@rostrum/lifecycle';
import { type Channel, webSocketChannel } from '@rostrum/link';
import { Fault, toFault } from '@rostrum/protocol';
import { logFault, verifyBearer } from '@rostrum/service';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { FarControls } from '../rooms/far-controls.ts';
import { StageEntrance } from './stage-entrance.ts';
import { StageSession, type StageSessionDeps } from './stage-session.ts';

const pingIntervalMs = 5000;
/**
 * A socket that was not heard of for this long is gone, though nobody closed it: a laptop shut, a network lost. Whoever
 * has one counts as present, so this is also what "viewers now" means.
 */
const heardWithinMs = 15_000;

export interface StageSocketsDeps extends StageSessionDeps {
  readonly far: FarControls;
  readonly secret: string;
}

/** Of a page, or of another control process for a page. */
type Visit = StageEntrance | StageSession;

interface Open {
  readonly visit: Visit;
  readonly socket: WebSocket;
  /** On the monotonic clock. */
  heardAtMs: number;
}

/** The signaling sockets of presenters and viewers. */
export class StageSockets {
  readonly #deps: StageSocketsDeps;
  readonly #open = new Set<Open>();
  readonly #clock: Clock;
  readonly #pings: Timer;

  constructor(deps: StageSocketsDeps, clock: Clock = systemClock) {
    this.#deps = deps;
    this.#clock = clock;
    this.#pings = clock.every(pingIntervalMs, () => this.#ping());
  }

  get size(): number {
    return this.#open.size;
  }

  /** Those whose room is with another process. */
  get forwarded(): number {
    return [...this.#open].filter(({ visit }) => visit instanceof StageEntrance && visit.isForwarded).length;
  }

  addRoutes(server: FastifyInstance): void {
    const { secret } = this.#deps;
    const serve = (channel: Channel) => new StageSession(channel, this.#deps);
    const onlyWebSockets = (_request: unknown, reply: FastifyReply) => {
      const fault = new Fault('BAD_REQUEST', { publicMessage: 'This address is for WebSockets.' });
      return reply.status(426).send(fault.toWire());
    };
    server.route({
      method: 'GET',
      url: '/api/stage',
      handler: onlyWebSockets,
      wsHandler: (socket) => this.#welcome(socket, (channel) => new StageEntrance(channel, { ...this.#deps, serve })),
    });
    // From a control process that does not own the page's room. It is not sent on from here: what one believes of another
    // may be old.
    server.route({
      method: 'GET',
      url: '/api/internal/stage',
      preValidation: async ({ headers }) => void (await verifyBearer(secret, headers.authorization, 'service')),
      handler: onlyWebSockets,
      wsHandler: (socket) => this.#welcome(socket, serve),
    });
  }

  /** The process ends: pages come back by themselves, here or to another process. */
  close(): void {
    this.#pings.cancel();
    for (const { visit } of this.#open) visit.close(new Fault('SHUTTING_DOWN'));
  }

  #welcome(socket: WebSocket, receive: (channel: Channel) => Visit): void {
    const { log } = this.#deps;
    // The ws package closes the socket itself (1009 for an oversized frame, RFC 6455 §7.4.1); here it is told once.
    socket.on('error', (error: Error & { code?: string }) => {
      const tooLarge = error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
      const fault = tooLarge
        ? new Fault('MESSAGE_TOO_LARGE')
        : new Fault('MESSAGE_MALFORMED', { detail: toFault(error).message });
      logFault(log, fault, {});
    });
    const open: Open = { visit: receive(webSocketChannel(socket)), socket, heardAtMs: this.#clock.monotonic() };
    this.#open.add(open);
    const hear = () => {
      open.heardAtMs = this.#clock.monotonic();
    };
    socket.on('pong', hear);
    socket.on('message', hear);
    socket.on('close', () => this.#open.delete(open));
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
