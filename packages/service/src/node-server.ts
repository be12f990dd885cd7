import websocket from '@fastify/websocket';
import { type Channel, webSocketChannel } from '@rostrum/link';
import { Fault, maxMessageBytes } from '@rostrum/protocol';
import { type FastifyInstance, fastify } from 'fastify';
import { Registry } from 'prom-client';
import { replyWithFaults } from './fault-reply.ts';
import { addHealthRoutes, type Health } from './health.ts';
import type { Log } from './logger.ts';
import { verifyBearer } from './tokens.ts';

export interface NodeServerOptions {
  readonly log: Log;
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  /**
   * A link that control opened at `/link`, already authenticated; `caller` is the control process. Workers without one
   * take no orders.
   */
  readonly onLink?: (channel: Channel, caller: string) => void;
}

/** The one HTTP port of a worker: /healthz, /metrics, and /link for control. */
export class NodeServer {
  readonly metrics: Registry;
  readonly #server: FastifyInstance;
  readonly port: number;

  private constructor(server: FastifyInstance, metrics: Registry, port: number) {
    this.#server = server;
    this.metrics = metrics;
    this.port = port;
  }

  static async open(options: NodeServerOptions): Promise<NodeServer> {
    const { log, secret, host, onLink } = options;
    const metrics = new Registry();
    const server = fastify({ forceCloseConnections: true });
    replyWithFaults(server, log);
    addHealthRoutes(server, { health: options.health, metrics });
    if (onLink) {
      const callers = new WeakMap<object, string>();
      await server.register(websocket, { options: { maxPayload: maxMessageBytes } });
      server.route({
        method: 'GET',
        url: '/link',
        preValidation: async (request) => {
          const { sub } = await verifyBearer(secret, request.headers.authorization, 'service');
          callers.set(request.raw, sub);
        },
        handler: (_request, reply) => reply.status(426).send(new Fault('BAD_REQUEST').toWire()),
        wsHandler: (socket, { raw }) => onLink(webSocketChannel(socket), callers.get(raw) ?? ''),
      });
    }
    await server.listen({ host, port: options.port });
    const address = server.server.address();
    const port = typeof address === 'object' && address ? address.port : options.port;
    log.info({ host, port }, 'listening');
    return new NodeServer(server, metrics, port);
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
