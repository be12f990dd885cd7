import { type OpenProgramme, type Programmes, parseDirectives } from '@rostrum/hls';
import { Fault, idPattern, type Rendition } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';
import type { FastifyInstance, FastifyReply } from 'fastify';
import {
  accessCacheControl,
  mediaCacheControl,
  multivariantCacheControl,
  playlistCacheControl,
} from './cache-control.ts';
import type { OriginMetrics } from './metrics.ts';
import { sendMedia } from './send-media.ts';
import { WatchTokens } from './watch-tokens.ts';

export interface LiveDeps {
  readonly secret: string;
  readonly programmes: Programmes;
  readonly storage: Storage;
  readonly metrics: OriginMetrics;
}

interface ProgrammeParams {
  token: string;
  programmeId: string;
}
interface RenditionParams extends ProgrammeParams {
  rendition: string;
}
interface MediaParams extends RenditionParams {
  name: string;
}

const playlistType = 'application/vnd.apple.mpegurl';
const isProgrammeId = new RegExp(idPattern);

/** What players and edges ask for. A page of any origin may: the token in the path lets in, no cookie does. */
export function addLiveRoutes(server: FastifyInstance, deps: LiveDeps): void {
  const { programmes, metrics } = deps;
  const tokens = new WatchTokens(deps.secret);
  const open = async ({ token, programmeId }: ProgrammeParams): Promise<OpenProgramme> => {
    assertProgrammeId(programmeId);
    await tokens.check(token, programmeId);
    return programmes.find(programmeId);
  };

  allowAllOrigins(server);
  server.get<{ Params: ProgrammeParams }>('/live/:token/:programmeId/index.m3u8', async (request, reply) => {
    const { playback } = await open(request.params);
    const { status, body } = playback.multivariantPlaylist();
    reply.header('cache-control', multivariantCacheControl(status));
    return sendPlaylist(reply, { body, metrics });
  });
  // For an edge that has the rest in its cache: whether this token lets in.
  server.get<{ Params: ProgrammeParams }>('/live/:token/:programmeId/access', async (request, reply) => {
    const { token, programmeId } = request.params;
    assertProgrammeId(programmeId);
    const leftMs = await tokens.check(token, programmeId);
    metrics.accesses.inc();
    return reply.status(204).header('cache-control', accessCacheControl(leftMs)).send();
  });
  server.get<{ Params: RenditionParams; Querystring: Record<string, unknown> }>(
    '/live/:token/:programmeId/:rendition/media.m3u8',
    async (request, reply) => {
      const { programme, playback } = await open(request.params);
      const directives = parseDirectives(request.query);
      const answer = await playback.mediaPlaylist(request.params.rendition, directives, signalOf(reply));
      metrics.playlists.inc({ status: answer?.status ?? 'aborted' });
      if (!answer) return reply.hijack();
      reply.header('cache-control', playlistCacheControl(answer.status, programme.tracks.targetDurationSeconds));
      return sendPlaylist(reply, { body: answer.body, metrics });
    },
  );
  server.get<{ Params: MediaParams }>('/live/:token/:programmeId/:rendition/:name', async (request, reply) => {
    const { programme, playback } = await open(request.params);
    const { rendition, name } = request.params;
    const answer = await playback.media(rendition, name, signalOf(reply));
    if (!answer) return reply.hijack();
    const kind = programme.tracks.get(rendition)?.rendition.kind ?? 'video';
    reply.header('cache-control', mediaCacheControl).type(mediaType(kind, name));
    const sizeBytes = await sendMedia({ request, reply, storage: deps.storage, answer });
    metrics.media.inc();
    metrics.bytesOut.inc({ kind: 'media' }, sizeBytes);
    return reply;
  });
  // Whatever else: refused with a code, and logged once like every refusal.
  server.get('/live/*', async () => {
    throw new Fault('NOT_FOUND', { detail: 'no such address' });
  });
}

function assertProgrammeId(programmeId: string): void {
  if (!isProgrammeId.test(programmeId)) throw new Fault('NOT_FOUND', { detail: 'not a programme id' });
}

function allowAllOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', async (_request, reply) => {
    reply.headers({
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'Date, Age, Server-Timing, Content-Length, Content-Range, Accept-Ranges',
      'timing-allow-origin': '*',
    });
  });
  server.options('/live/*', async (_request, reply) =>
    reply
      .status(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, OPTIONS',
        'access-control-allow-headers': 'Range, If-None-Match, If-Modified-Since',
        'access-control-max-age': '86400',
        'cache-control': 'public, max-age=86400',
      })
      .send(),
  );
}

/** CMAF's init is an MP4 file; the rest are segments of one. */
function mediaType(kind: Rendition['kind'], name: string): string {
  if (name.endsWith('.vtt')) return 'text/vtt; charset=utf-8';
  if (kind === 'audio') return 'audio/mp4';
  return name.endsWith('.mp4') ? 'video/mp4' : 'video/iso.segment';
}

function sendPlaylist(reply: FastifyReply, { body, metrics }: { body: Uint8Array; metrics: OriginMetrics }) {
  metrics.bytesOut.inc({ kind: 'playlist' }, body.length);
  return reply.type(playlistType).send(body);
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
