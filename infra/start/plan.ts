import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import type { Ports } from './ports.ts';
import { Refusal } from './refusal.ts';
import type { StartConfig } from './settings.ts';

/** One process to keep running. Its whole environment is here: nothing else is inherited. */
export interface ProcessSpec {
  /** Of its log and its lines on the terminal. */
  readonly name: string;
  /** The module that node runs, from the repository's root. */
  readonly module: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly readiness: { readonly healthz: string } | { readonly redis: { port: number; password: string } } | 'running';
}

export interface PlanInput {
  readonly root: string;
  readonly config: StartConfig;
  readonly ports: Ports;
  readonly dataDir: string;
  readonly secret: string;
  /** This machine's address in its network, for when it serves at every address. */
  readonly outsideAddress: string;
  /** PATH and HOME. */
  readonly base: Readonly<Record<string, string>>;
}

export interface Plan {
  readonly redis: ProcessSpec | undefined;
  /** Started side by side; ended one after the other in this order. */
  readonly processes: readonly ProcessSpec[];
  /** Where this machine reaches control. */
  readonly controlUrl: string;
}

const loopback = '127.0.0.1';
const region = 'local';

/** Which processes run, and with what settings. @throws Refusal for what cannot run together */
export function makePlan(input: PlanInput): Plan {
  const { config, ports } = input;
  if (ports.controls.length > 0 && config.databaseUrl === undefined) {
    throw new Refusal(
      'ROSTRUM_CONTROLS asks for several control processes, and the database in the data folder is one process’s alone.\n' +
        'Set DATABASE_URL to a PostgreSQL server, or run one.',
      { exitCode: 78 },
    );
  }
  const password = createHmac('sha256', input.secret).update('redis').digest('hex');
  const redisUrl = config.redisUrl ?? `redis://:${password}@${loopback}:${ports.redis}`;
  // What node has compiled is kept: whoever takes over from a killed process is there 40 % sooner.
  const base = { ...input.base, NODE_COMPILE_CACHE: join(input.root, 'node_modules/.cache/node') };
  const common = { ...base, ROSTRUM_SECRET: input.secret, ROSTRUM_LOG_LEVEL: config.logLevel };
  const context: Context = { ...input, common: { ...common, REDIS_URL: redisUrl }, inside: reachableAt(config.host) };
  return {
    redis: ports.redis === undefined ? undefined : redisProcess(input, { port: ports.redis, password }),
    processes: [
      ...controlProcesses(context),
      recorderProcess(context),
      ...ports.mixers.map((port, index) => mixerProcess(context, { port, name: `mixer-${index + 1}` })),
      ...ports.sfus.map((sfu, index) => sfuProcess(context, { ...sfu, name: `sfu-${index + 1}` })),
      originProcess(context, common),
    ],
    controlUrl: httpUrl(context.inside, ports.control),
  };
}

type Env = Readonly<Record<string, string>>;
type Context = PlanInput & { readonly common: Env; readonly inside: string };

const isEvery = (host: string) => host === '0.0.0.0' || host === '::';
const reachableAt = (host: string) => (isEvery(host) ? loopback : host);
const httpUrl = (host: string, port: number) => `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
const healthz = (host: string, port: number) => ({ healthz: `${httpUrl(host, port)}/healthz` });

function redisProcess({ root, dataDir, base }: PlanInput, { port, password }: { port: number; password: string }) {
  return {
    name: 'redis',
    module: join(root, 'infra/start/redis-guard.ts'),
    args: [String(port), join(dataDir, 'redis')],
    env: { ...base, REDIS_PASSWORD: password },
    readiness: { redis: { port, password } },
  };
}

/** One at its port; or several behind it, each on loopback, and what spreads connections over them. */
function controlProcesses(context: Context): ProcessSpec[] {
  const { root, config, ports, base, inside } = context;
  if (ports.controls.length === 0)
    return [controlProcess(context, { name: 'control', host: config.host, port: ports.control })];
  const balancer: ProcessSpec = {
    name: 'balancer',
    module: join(root, 'infra/start/balancer.ts'),
    args: [config.host, String(ports.control), ...ports.controls.map(String)],
    env: base,
    readiness: healthz(inside, ports.control),
  };
  const controls = ports.controls.map((port, index) =>
    controlProcess(context, { name: `control-${index + 1}`, host: loopback, port }),
  );
  return [balancer, ...controls];
}

function controlProcess(
  { root, config, ports, dataDir, outsideAddress, common, inside }: Context,
  { name, host, port }: { name: string; host: string; port: number },
): ProcessSpec {
  const outside = isEvery(config.host) ? outsideAddress : config.host;
  return {
    name,
    module: join(root, 'apps/control/src/main.ts'),
    args: [],
    env: {
      ...common,
      ROSTRUM_NODE_ID: name,
      ROSTRUM_HOST: host,
      ROSTRUM_PORT: String(port),
      ROSTRUM_PUBLIC_URL: config.publicUrl ?? httpUrl(outside, ports.control),
      ROSTRUM_ORIGIN_URL: httpUrl(inside, ports.origin),
      ROSTRUM_ORIGIN_PUBLIC_URL: config.originPublicUrl ?? httpUrl(outside, ports.origin),
      ROSTRUM_DATA_DIR: dataDir,
      ROSTRUM_WEB_DIR: join(root, 'apps/web/dist'),
      ROSTRUM_REGION: region,
      ...(config.turnUrls === undefined ? {} : { ROSTRUM_TURN_URLS: config.turnUrls }),
      ...(config.turnSecret === undefined ? {} : { ROSTRUM_TURN_SECRET: config.turnSecret }),
      ROSTRUM_TURN_LIFE_SECONDS: String(config.turnLifeSeconds),
      ROSTRUM_CANVAS: config.canvas,
      ROSTRUM_LADDER: config.ladder,
      ...(config.databaseUrl === undefined ? {} : { DATABASE_URL: config.databaseUrl }),
      ROSTRUM_EMPTY_STAGE_MINUTES: String(config.emptyStageMinutes),
      ...retentionSettings(config),
      ...storageSettings(config),
      ...(config.trustedProxies === undefined ? {} : { ROSTRUM_TRUSTED_PROXIES: config.trustedProxies }),
    },
    readiness: healthz(reachableAt(host), port),
  };
}

/** The same for all that use the storage. */
const storageSettings = (config: StartConfig): Env => ({
  ROSTRUM_LOW_SPACE_GIGABYTES: String(config.lowSpaceGigabytes),
  ROSTRUM_STORAGE: config.storage,
  ...(config.s3Endpoint === undefined ? {} : { ROSTRUM_S3_ENDPOINT: config.s3Endpoint }),
  ...(config.s3Bucket === undefined ? {} : { ROSTRUM_S3_BUCKET: config.s3Bucket }),
  ROSTRUM_S3_REGION: config.s3Region,
  ...(config.s3KeyId === undefined ? {} : { ROSTRUM_S3_KEY_ID: config.s3KeyId }),
  ...(config.s3KeySecret === undefined ? {} : { ROSTRUM_S3_KEY_SECRET: config.s3KeySecret }),
  ROSTRUM_S3_PATH_STYLE: String(config.s3PathStyle),
});

const retentionSettings = (config: StartConfig): Env => ({
  ...(config.retentionDays === undefined ? {} : { ROSTRUM_RETENTION_DAYS: String(config.retentionDays) }),
  ...(config.retentionCount === undefined ? {} : { ROSTRUM_RETENTION_COUNT: String(config.retentionCount) }),
  ...(config.retentionGigabytes === undefined
    ? {}
    : { ROSTRUM_RETENTION_GIGABYTES: String(config.retentionGigabytes) }),
  ROSTRUM_BIN_DAYS: String(config.binDays),
});

/** It has no Redis: the epoch of whoever pushes is in the push. */
function originProcess({ root, config, ports, dataDir, inside }: Context, common: Env): ProcessSpec {
  return {
    name: 'origin',
    module: join(root, 'apps/origin/src/main.ts'),
    args: [],
    env: {
      ...common,
      ROSTRUM_HOST: config.host,
      ROSTRUM_PORT: String(ports.origin),
      ROSTRUM_DATA_DIR: dataDir,
      ...storageSettings(config),
    },
    readiness: healthz(inside, ports.origin),
  };
}

function sfuProcess(context: Context, { name, http, rtc }: { name: string; http: number; rtc: number }): ProcessSpec {
  const { root, config, outsideAddress, common } = context;
  // Browsers cannot send to "every address", so one is named.
  const announced = config.announcedAddress ?? (isEvery(config.host) ? outsideAddress : undefined);
  return {
    name,
    module: join(root, 'workers/sfu/src/main.ts'),
    args: [],
    env: {
      ...common,
      ROSTRUM_HOST: loopback,
      ROSTRUM_PORT: String(http),
      ROSTRUM_NODE_ID: name,
      ROSTRUM_REGION: region,
      ROSTRUM_RTC_PORT: String(rtc),
      ROSTRUM_RTC_ADDRESS: config.host,
      ROSTRUM_VIDEO_CODEC: config.videoCodec,
      ...(announced === undefined ? {} : { ROSTRUM_ANNOUNCED_ADDRESS: announced }),
      ...(config.workerBin === undefined ? {} : { MEDIASOUP_WORKER_BIN: config.workerBin }),
    },
    readiness: healthz(loopback, http),
  };
}

function mixerProcess({ root, common }: Context, { name, port }: { name: string; port: number }): ProcessSpec {
  return {
    name,
    module: join(root, 'workers/mixer/src/main.ts'),
    args: [],
    env: {
      ...common,
      ROSTRUM_HOST: loopback,
      ROSTRUM_PORT: String(port),
      ROSTRUM_NODE_ID: name,
      ROSTRUM_REGION: region,
      ROSTRUM_RTP_ADDRESS: loopback,
      // Decoders and encoders run on libuv's threads; nine people need more than its four.
      UV_THREADPOOL_SIZE: '8',
    },
    readiness: healthz(loopback, port),
  };
}

function recorderProcess({ root, config, ports, dataDir, common }: Context): ProcessSpec {
  return {
    name: 'recorder',
    module: join(root, 'workers/recorder/src/main.ts'),
    args: [],
    env: {
      ...common,
      ROSTRUM_HOST: loopback,
      ROSTRUM_PORT: String(ports.recorder),
      ROSTRUM_DATA_DIR: dataDir,
      ...storageSettings(config),
    },
    readiness: healthz(loopback, ports.recorder),
  };
}
