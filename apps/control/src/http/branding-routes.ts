import { finished } from 'node:stream/promises';
import {
  AssetIdSchema,
  AssetSchema,
  AssetUseSchema,
  BrandingChangeSchema,
  BrandingSchema,
  Fault,
  maxUploadBytes,
  Strict,
  WebinarIdSchema,
} from '@rostrum/protocol';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { Assets } from '../assets/assets.ts';
import type { RoomCalls } from '../rooms/room-calls.ts';
import { brandingOf } from '../store/branding.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import type { Organizer } from './organizer.ts';
import type { Server } from './server.ts';

export interface BrandingRoutesDeps {
  readonly organizer: Organizer;
  readonly webinars: WebinarStore;
  readonly roomCalls: RoomCalls;
  readonly assets: Assets;
}

const WebinarParams = Strict({ id: WebinarIdSchema });
const AssetParams = Strict({ id: WebinarIdSchema, asset: AssetIdSchema });
/** More than somebody picks by mistake: their browser is cut off. */
const mostDroppedBytes = 10 * maxUploadBytes;
const dropWithinMs = 10_000;

/** A browser hears no answer when the connection closes while it still sends: what it has yet to send is read and dropped. */
async function letSend({ raw }: FastifyRequest): Promise<void> {
  if (Number(raw.headers['content-length'] ?? 0) > mostDroppedBytes) return;
  raw.resume();
  await finished(raw, { signal: AbortSignal.timeout(dropWithinMs) }).catch(() => undefined); // Gone, or too slow for an answer.
}

const UploadQuery = Strict({ use: AssetUseSchema });

/** How a webinar's programme looks, and its pictures. */
export function addBrandingRoutes(
  server: Server,
  { organizer, webinars, roomCalls, assets }: BrandingRoutesDeps,
): void {
  const onlyOrganizer = { preValidation: organizer.assertSignedIn.bind(organizer) };

  server.get(
    '/api/webinars/:id/branding',
    { ...onlyOrganizer, schema: { params: WebinarParams, response: { 200: BrandingSchema } } },
    async (request) => brandingOf(await webinars.get(request.params.id)),
  );

  server.patch(
    '/api/webinars/:id/branding',
    {
      ...onlyOrganizer,
      schema: { params: WebinarParams, body: BrandingChangeSchema, response: { 200: BrandingSchema } },
    },
    async (request) => {
      const { id } = request.params;
      const { logo, backgroundImage } = request.body;
      if (logo) await assets.assertKept({ webinarId: id, use: 'logo', id: logo });
      if (backgroundImage) await assets.assertKept({ webinarId: id, use: 'background', id: backgroundImage });
      const row = await webinars.brand(id, request.body);
      await roomCalls.refresh(row.id);
      return brandingOf(row);
    },
  );

  // What the browser calls the file, and the kind that it claims, are not looked at: the content decides.
  server.register(async (uploads) => {
    uploads.removeAllContentTypeParsers();
    uploads.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    uploads.setErrorHandler(async (error: Error & { code?: string }, request) => {
      if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
      await letSend(request);
      throw new Fault('UPLOAD_TOO_LARGE', { cause: error });
    });
    uploads.post<{ Params: { id: string }; Querystring: { use: string } }>(
      '/api/webinars/:id/assets',
      {
        // Before the body is read: nobody else makes this server hold megabytes.
        onRequest: organizer.assertSignedIn.bind(organizer),
        bodyLimit: maxUploadBytes,
        schema: { params: WebinarParams, querystring: UploadQuery, response: { 200: AssetSchema } },
      },
      async (request) => {
        const { params, query, body } = request as unknown as UploadRequest;
        const { id } = await webinars.get(params.id);
        if (!(body instanceof Buffer)) throw new Fault('PICTURE_INVALID', { detail: 'an empty request' });
        return assets.keep(id, query.use, body);
      },
    );
  });

  // Open to all: it is in the programme, and who does not know the id cannot ask for it.
  server.get('/api/webinars/:id/assets/:asset', { schema: { params: AssetParams } }, async (request, reply) => {
    const png = await assets.find(request.params.id, request.params.asset);
    return reply
      .type('image/png')
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(png);
  });
}

/** As the route's schemas have left it; a plugin's server has forgotten how to infer that. */
interface UploadRequest {
  readonly params: Static<typeof WebinarParams>;
  readonly query: Static<typeof UploadQuery>;
  readonly body: unknown;
}
