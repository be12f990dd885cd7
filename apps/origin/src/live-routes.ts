import { Fault } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { accessCacheControl } from './cache-control.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import type {
  LiveAnswer,
  LiveAnswers,
  MediaAddress,
  ProgrammeAddress,
  RenditionAddress,
  Written,
} from './live-answers.ts';
import type { OriginMetrics } from './metrics.ts';
import { sendMedia } from './send-media.ts';

export interface LiveDeps {
  readonly answers: LiveAnswers;
  readonly storage: Storage;
  readonly metrics: OriginMetrics;
}

/** What players and edges ask for. A page of any origin may: the token in the path lets in, no cookie does. */
export function addLiveRoutes(server: FastifyInstance, { answers, storage, metrics }: LiveDeps): void {
  const sendPlaylist = (reply: FastifyReply, answer: LiveAnswer<Written>) => {
    answers.count(answer, answer.content.bytes.length);
    return reply.header('cache-control', answer.cacheControl).type(answer.type).send(answer.content.bytes);
  };

  server.addHook('onRequest', async (_request, reply) => {
    reply.headers(corsHeaders);
  });
  server.options('/live/*', async (_request, reply) => reply.status(204).headers(preflightHeaders).send());
  server.get<{ Params: ProgrammeAddress }>('/live/:token/:programmeId/index.m3u8', async (request, reply) =>
    sendPlaylist(reply, await answers.multivariant(request.params)),
  );
  // For an edge that has the rest in its cache: whether this token lets in.
  server.get<{ Params: ProgrammeAddress }>('/live/:token/:programmeId/access', async (request, reply) => {
    const leftMs = await answers.access(request.params);
    metrics.accesses.inc();
    return reply.status(204).header('cache-control', accessCacheControl(leftMs)).send();
  });
  server.get<{ Params: RenditionAddress; Querystring: Record<string, unknown> }>(
    '/live/:token/:programmeId/:rendition/media.m3u8',
    async (request, reply) => {
      const answer = await answers.playlist(request.params, request.query, signalOf(reply));
      return answer ? sendPlaylist(reply, answer) : reply.hijack();
    },
  );
  server.get<{ Params: MediaAddress }>('/live/:token/:programmeId/:rendition/:name', async (request, reply) => {
    const answer = await answers.media(request.params, signalOf(reply));
    if (!answer) return reply.hijack();
    reply.header('cache-control', answer.cacheControl).type(answer.type);
    answers.count(answer, await sendMedia({ request, reply, storage, answer: answer.content }));
    return reply;
  });
  // Whatever else: refused with a code, and logged once like every refusal.
  server.get('/live/*', async () => {
    throw new Fault('NOT_FOUND', { detail: 'no such address' });
  });
}

/** Made once: an abort without a reason makes a DOMException with its stack, which took a sixth of a busy origin. */
const clientLeft = new Error('the client has left');

/** Aborted when the client leaves before it has its answer. */
function signalOf(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  // Of the answer, not of the request, which is over when its body was read.
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) gone.abort(clientLeft);
  });
  return gone.signal;
}
