import { type Programmes, programmeKeys } from '@rostrum/hls';
import {
  type Announcement,
  AnnouncementSchema,
  type Cues,
  CuesSchema,
  type CuesTaken,
  type End,
  EndSchema,
  EpochSchema,
  Fault,
  type PartQuery,
  PartQuerySchema,
  ProgrammeIdSchema,
  RenditionNameSchema,
} from '@rostrum/protocol';
import { verifyBearer } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { OriginMetrics } from './metrics.ts';

export interface IngestDeps {
  readonly secret: string;
  readonly programmes: Programmes;
  readonly metrics: OriginMetrics;
  readonly storage: Pick<Storage, 'put'>;
}

/** Two seconds of 1080p at 20 Mbit/s are 5 MB, and a part is a fraction of that. */
const maxMediaBytes = 8 * 1024 * 1024;
/** Some seconds of everybody's best layers. */
const maxTracksBytes = 64 * 1024 * 1024;
const maxJsonBytes = 64 * 1024;
/** Fifty cues of four hundred characters, each four bytes. */
const maxCuesBytes = 128 * 1024;

const count = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const;
const programmeParams = { programmeId: ProgrammeIdSchema };
const mediaParams = { ...programmeParams, rendition: RenditionNameSchema, epoch: EpochSchema };
const paramsOf = (properties: object) => ({ type: 'object', properties, required: Object.keys(properties) });

interface InitParams {
  programmeId: string;
  rendition: string;
  epoch: number;
}
interface TracksParams {
  programmeId: string;
  epoch: number;
  index: number;
}
interface PartParams extends InitParams {
  msn: number;
  part: number;
}

/** What mixers tell the origin: see ingest.ts of packages/protocol. */
export function addIngestRoutes(server: FastifyInstance, deps: IngestDeps): void {
  const epochs = new WeakMap<FastifyRequest, number>();

  // Before the body is read: nobody without a token makes us take eight megabytes.
  server.addHook('onRequest', async (request) => {
    const { programmeId } = request.params as { programmeId?: string };
    const { sub, epoch } = await verifyBearer(deps.secret, request.headers.authorization, 'ingest');
    if (sub !== programmeId) throw new Fault('TOKEN_INVALID', { detail: 'a token for another programme' });
    if (typeof epoch !== 'number') throw new Fault('TOKEN_INVALID', { detail: 'a token without an epoch' });
    epochs.set(request, epoch);
  });
  const assertEpoch = (request: FastifyRequest, epoch: number) => {
    if (epochs.get(request) !== epoch) throw new Fault('TOKEN_INVALID', { detail: 'a token for another epoch' });
  };

  addProgrammeRoutes(server, { deps, assertEpoch });
  server.register(async (media) => addMediaRoutes(media, { deps, assertEpoch }));
}

interface RouteContext {
  readonly deps: IngestDeps;
  readonly assertEpoch: (request: FastifyRequest, epoch: number) => void;
}

function addProgrammeRoutes(
  server: FastifyInstance,
  { deps: { programmes, metrics }, assertEpoch }: RouteContext,
): void {
  const params = paramsOf(programmeParams);
  server.put<{ Params: { programmeId: string }; Body: Announcement }>(
    '/ingest/:programmeId',
    { schema: { params, body: AnnouncementSchema }, bodyLimit: maxJsonBytes },
    async (request) => {
      assertEpoch(request, request.body.epoch);
      return programmes.announce(request.params.programmeId, request.body);
    },
  );
  server.post<{ Params: { programmeId: string }; Body: End }>(
    '/ingest/:programmeId/end',
    { schema: { params, body: EndSchema }, bodyLimit: maxJsonBytes },
    async (request, reply) => {
      assertEpoch(request, request.body.epoch);
      const { programme } = await programmes.find(request.params.programmeId);
      await programme.end(request.body.epoch, request.body.next);
      return reply.status(204).send();
    },
  );
  // From control, which is no mixer and knows no epoch.
  server.post<{ Params: { programmeId: string }; Body: Cues }>(
    '/ingest/:programmeId/captions',
    { schema: { params, body: CuesSchema }, bodyLimit: maxCuesBytes },
    async (request): Promise<CuesTaken> => {
      const { programme } = await programmes.find(request.params.programmeId);
      const cues = request.body.cues.map(({ startsAt, endsAt, text }) => {
        return { startMs: Date.parse(startsAt), endMs: Date.parse(endsAt), text };
      });
      const edgeMs = programme.addCues(cues);
      metrics.cuesIn.inc(cues.length);
      return { taken: cues.length, edge: new Date(edgeMs).toISOString() };
    },
  );
}

function addMediaRoutes(server: FastifyInstance, { deps, assertEpoch }: RouteContext): void {
  const { programmes, metrics } = deps;
  // Bytes are bytes, whatever the sender calls them.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  server.put<{ Params: InitParams; Body: unknown }>(
    '/ingest/:programmeId/:rendition/:epoch/init',
    { schema: { params: paramsOf(mediaParams) }, bodyLimit: maxMediaBytes },
    async (request, reply) => {
      const { programmeId, epoch } = request.params;
      assertEpoch(request, epoch);
      const { programme } = await programmes.find(programmeId);
      programme.putInit(request.params, bytesOf(request.body));
      return reply.status(204).send();
    },
  );
  server.put<{ Params: PartParams; Querystring: PartQuery; Body: unknown }>(
    '/ingest/:programmeId/:rendition/:epoch/:msn/:part',
    {
      schema: { params: paramsOf({ ...mediaParams, msn: count, part: count }), querystring: PartQuerySchema },
      bodyLimit: maxMediaBytes,
    },
    async (request) => {
      const { programmeId, epoch } = request.params;
      assertEpoch(request, epoch);
      const { programme } = await programmes.find(programmeId);
      const bytes = bytesOf(request.body);
      const taken = programme.putPart(request.params, request.query, bytes);
      metrics.partsIn.inc();
      metrics.bytesIn.inc(bytes.length);
      return taken;
    },
  );
  addTracksRoute(server, { deps, assertEpoch });
}

/** Nobody plays it: it goes to storage, and is answered when it is there. */
function addTracksRoute(server: FastifyInstance, { deps, assertEpoch }: RouteContext): void {
  server.put<{ Params: TracksParams; Body: unknown }>(
    '/ingest/:programmeId/tracks/:epoch/:index',
    {
      schema: { params: paramsOf({ ...programmeParams, epoch: EpochSchema, index: count }) },
      bodyLimit: maxTracksBytes,
    },
    async (request, reply) => {
      const { programmeId, epoch, index } = request.params;
      assertEpoch(request, epoch);
      await deps.storage.put(programmeKeys(programmeId).trackChunk(epoch, index), bytesOf(request.body));
      return reply.status(204).send();
    },
  );
}

function bytesOf(body: unknown): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new Fault('BAD_REQUEST', { detail: 'no bytes' });
  return body;
}
