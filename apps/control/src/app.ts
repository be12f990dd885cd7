import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import websocket from '@fastify/websocket';
import { Epochs, type Held, Journals, NodeRegistry, RedisConnection, Snapshots } from '@rostrum/cluster';
import { Cleanups, systemClock } from '@rostrum/lifecycle';
import { chatHistoryLength, maxMessageBytes } from '@rostrum/protocol';
import { readDistances, roomRecordVersion } from '@rostrum/room';
import { addHealthRoutes, addStorageGauges, type Log, type Running, replyWithFaults } from '@rostrum/service';
import { fastify } from 'fastify';
import { Registry } from 'prom-client';
import type { ControlConfig } from './config.ts';
import { addBinRoutes, type BinRoutesDeps } from './http/bin-routes.ts';
import { addBrandingRoutes, type BrandingRoutesDeps } from './http/branding-routes.ts';
import { addCaptionRoutes, type CaptionRoutesDeps } from './http/caption-routes.ts';
import { addInternalRoutes, type InternalRoutesDeps } from './http/internal-routes.ts';
import { addJoinRoutes, type JoinRoutesDeps } from './http/join-routes.ts';
import { Organizer } from './http/organizer.ts';
import { addOutputRoutes, type OutputRoutesDeps } from './http/output-routes.ts';
import { addPages } from './http/pages.ts';
import { addQueueBoard } from './http/queue-board.ts';
import { limitRates } from './http/rate-limits.ts';
import { addRecordingRoutes, type RecordingRoutesDeps } from './http/recording-routes.ts';
import { addRenderRoutes, type RenderRoutesDeps } from './http/render-routes.ts';
import type { Server } from './http/server.ts';
import { addSharingRoutes, type SharingRoutesDeps } from './http/sharing-routes.ts';
import { addSignInRoutes } from './http/sign-in-routes.ts';
import { addStorageRoute, type StorageRouteDeps } from './http/storage-route.ts';
import { addTrackRoutes, type TrackRoutesDeps } from './http/track-routes.ts';
import { addVisitRoutes, type VisitRoutesDeps } from './http/visit-routes.ts';
import { addWebinarRoutes, type WebinarRoutesDeps } from './http/webinar-routes.ts';
import { Links } from './links.ts';
import { addMetrics } from './metrics.ts';
import { ExpectedLoads } from './nodes/expected-loads.ts';
import { openMediaNodes } from './nodes/media-nodes.ts';
import { programmeFormat } from './programme-format.ts';
import { openKept } from './recordings/open-kept.ts';
import { FarControls } from './rooms/far-controls.ts';
import { openLeases } from './rooms/open-leases.ts';
import { OriginClient } from './rooms/origin-client.ts';
import { RoomCalls } from './rooms/room-calls.ts';
import { Rooms, type RoomsOptions } from './rooms/rooms.ts';
import { Sessions } from './sessions.ts';
import { StageSockets } from './stage/stage-socket.ts';
import { Database } from './store/database.ts';
import { SignInLinks } from './store/sign-in-links.ts';
import { WebinarStore } from './store/webinar-store.ts';
import { TurnServers } from './turn-servers.ts';
import { webinarDeletion } from './webinar-deletion.ts';
import { Playback } from './webinar-facts.ts';

/** A room's state is of use as long as its webinar may be live. */
const keepRoomsMs = 48 * 3600 * 1000;

const roomSettings = ({ region, regionDistances, standby, emptyStageMinutes }: ControlConfig) => ({
  region,
  distances: readDistances(regionDistances),
  standby,
  emptyStageMs: emptyStageMinutes * 60_000,
});

/** What the next owner of a room must find. */
const roomMemory = (redis: RedisConnection) => ({
  epochs: new Epochs(redis),
  snapshots: new Snapshots(redis, { kind: `room-v${roomRecordVersion}`, keepMs: keepRoomsMs }),
  chats: new Journals(redis, { kind: 'chat-v1', keepMs: keepRoomsMs, length: chatHistoryLength }),
});

/** Everything of control, opened; closed in the reverse order. */
export async function openControl(config: ControlConfig, log: Log): Promise<Running> {
  const cleanups = new Cleanups();
  const redis = await RedisConnection.open(config.redisUrl, (err) => log.error({ err }, 'redis lost'));
  cleanups.add('redis', () => redis.close());
  const database = await Database.open({ url: config.databaseUrl, dataDir: config.dataDir });
  cleanups.add('database', () => database.close());

  const webinars = new WebinarStore(database);
  const links = new Links(config);
  const sessions = new Sessions(config.secret);
  const turn = TurnServers.create(config, systemClock);
  const playback = new Playback(config);
  const organizer = new Organizer({ ...config, signInLinks: new SignInLinks(database) });
  const origin = new OriginClient({ secret: config.secret, url: config.originUrl });
  const { canvas } = programmeFormat(config);
  const kept = await openKept(config, { database, webinars, links, origin, canvas, clock: systemClock, log, cleanups });
  const life = `control-${randomUUID()}`;
  const { recordings, assets, bin } = kept;
  const far = new FarControls({ secret: config.secret, life });
  const owned = { webinars, playback, origin, recordings, assets, meet: (holder: Held) => far.meet(holder) };
  const timelines = recordings.storage;
  const port = () => portOf(server) ?? config.port;
  const rooms = openRooms(owned, { config, redis, life, timelines, cleanups, log, port });

  const roomCalls = new RoomCalls({ rooms, far, deleteWebinar: webinarDeletion(webinars, bin) });
  const sockets = new StageSockets({ rooms, sessions, turn, far, secret: config.secret, log });
  const metrics = new Registry();
  addMetrics(metrics, { rooms, sockets });
  addStorageGauges(metrics, kept.storageCondition);
  const server: Server = await createServer(log, config);
  addHealthRoutes(server, {
    health: async () => ({ redis: redis.isReady, database: await database.isReady() }),
    metrics,
  });
  sockets.addRoutes(server);
  addApi(server, { ...config, ...kept, ...owned, organizer, links, roomCalls, sessions });
  const board = addQueueBoard(server, { organizer, redisUrl: config.redisUrl, log });
  cleanups.add('queue board', () => board.close());
  await addPages(server, config);
  await server.listen({ host: config.host, port: config.port });
  log.info({ addresses: server.addresses() }, 'listening');
  cleanups.add('server', () => server.close());
  cleanups.add('sockets', () => sockets.close());
  await rooms.resumeLive();
  return { close: () => cleanups.close() };
}

interface RoomSurroundings {
  readonly config: ControlConfig;
  readonly redis: RedisConnection;
  readonly life: string;
  readonly timelines: RoomsOptions['deps']['timelines'];
  readonly cleanups: Cleanups;
  readonly log: Log;
  readonly port: () => number;
}

/** The rooms, with the leases that make them this process's own, and the links to the nodes that work for them. */
function openRooms(
  owned: Omit<RoomsOptions, 'deps' | 'leases'>,
  { config, redis, life, timelines, cleanups, log, port }: RoomSurroundings,
): Rooms {
  const nodes = openMediaNodes({ ...config, registry: new NodeRegistry(redis), life, log, rooms: () => rooms });
  const leases = openLeases(redis, { config, life, onLost: (id) => rooms.handleLost(id), port });
  cleanups.add('leases', () => leases.close());
  const settings = { ...roomSettings(config), ...programmeFormat(config) };
  const deps = {
    ...nodes,
    ...roomMemory(redis),
    ...settings,
    timelines,
    clock: systemClock,
    loads: new ExpectedLoads(systemClock),
    log,
  };
  const rooms: Rooms = new Rooms({ ...owned, deps, leases });
  cleanups.add('rooms', () => rooms.close());
  cleanups.add('node links', () => {
    nodes.sfus.close();
    nodes.mixers.close();
  });
  return rooms;
}

/** The port that it listens at, which the settings may leave open. */
function portOf(server: Server): number | undefined {
  const address = server.server.address();
  return typeof address === 'object' ? address?.port : undefined;
}

type ApiDeps = InternalRoutesDeps &
  WebinarRoutesDeps &
  JoinRoutesDeps &
  RecordingRoutesDeps &
  OutputRoutesDeps &
  RenderRoutesDeps &
  TrackRoutesDeps &
  SharingRoutesDeps &
  VisitRoutesDeps &
  BinRoutesDeps &
  StorageRouteDeps &
  BrandingRoutesDeps &
  CaptionRoutesDeps;

/** Everything under /api but the signaling socket. */
function addApi(server: Server, deps: ApiDeps): void {
  addSignInRoutes(server, deps);
  addWebinarRoutes(server, deps);
  addBrandingRoutes(server, deps);
  addRecordingRoutes(server, deps);
  addOutputRoutes(server, deps);
  addRenderRoutes(server, deps);
  addTrackRoutes(server, deps);
  addSharingRoutes(server, deps);
  addVisitRoutes(server, deps);
  addBinRoutes(server, deps);
  addStorageRoute(server, deps);
  addJoinRoutes(server, deps);
  addCaptionRoutes(server, deps);
  addInternalRoutes(server, deps);
}

async function createServer(log: Log, { trustedProxies }: Pick<ControlConfig, 'trustedProxies'>): Promise<Server> {
  const server = fastify({
    // A field that nobody knows is a mistake worth telling, and a number in quotes is not a number.
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allErrors: false, verbose: true } },
    bodyLimit: 64 * 1024,
    trustProxy: trustedProxies,
    // A visit's pass is part of the address.
    routerOptions: { maxParamLength: 2048 },
    forceCloseConnections: true,
  }).withTypeProvider<TypeBoxTypeProvider>();
  replyWithFaults(server, log);
  limitRates(server);
  await server.register(cookie);
  // A frame up to here is still read, so that its sender can be told by code why the socket ends; larger ones just end it.
  await server.register(websocket, { options: { maxPayload: 2 * maxMessageBytes } });
  return server;
}
