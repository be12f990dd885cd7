import type { Programmes } from '@rostrum/hls';
import { Fault } from '@rostrum/protocol';
import { addHealthRoutes, type Log, logFault, replyWithFaults } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import { FastPath } from './fast-path.ts';
import { addIngestRoutes } from './ingest-routes.ts';
import { LiveAnswers } from './live-answers.ts';
import { addLiveRoutes } from './live-routes.ts';
import type { OriginMetrics } from './metrics.ts';

export interface ServerDeps {
  readonly secret: string;
  readonly programmes: Programmes;
  readonly storage: Storage;
  readonly isStorageWritable: () => Promise<boolean>;
  readonly register: Registry;
  readonly metrics: OriginMetrics;
  readonly log: Log;
}

/** A token is a segment of the path; fastify's own limit is 100 characters. */
const maxParamLength = 2048;

/** The origin's HTTP server, not listening yet. */
export function createServer(deps: ServerDeps): FastifyInstance {
  const { log } = deps;
  const server = fastify({
    routerOptions: { maxParamLength },
    // A query is text, so numbers in it are read out of text; a field that nobody knows is a mistake worth telling.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: true, allErrors: false } },
    // What runs is answered before the end; app.ts ends what takes too long.
    forceCloseConnections: 'idle',
    // An address that is not even percent-encoding. The error quotes it, token and all, so it stays out of the log.
    frameworkErrors: (error, _request, reply: FastifyReply) => {
      const fault = new Fault('NOT_FOUND', { detail: error.code });
      logFault(log, fault, {});
      return reply.status(fault.kind.http).header('cache-control', 'no-store').send(fault.toWire());
    },
  });
  replyWithFaults(server, log);
  addHealthRoutes(server, {
    health: async () => ({ storage: await deps.isStorageWritable() }),
    metrics: deps.register,
  });
  server.register(async (ingest) => addIngestRoutes(ingest, deps));
  const answers = new LiveAnswers(deps);
  const fastPath = new FastPath(server.server, { answers, log });
  server.addHook('preClose', async () => fastPath.close());
  server.register(async (live) => addLiveRoutes(live, { ...deps, answers }));
  return server;
}
