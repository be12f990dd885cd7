import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { Refusal } from './refusal.ts';
import type { StartConfig } from './settings.ts';

export interface Ports {
  readonly control: number;
  /** Of several control processes, each behind that port; none when there is one. Loopback only. */
  readonly controls: readonly number[];
  readonly origin: number;
  readonly recorder: number;
  readonly sfus: readonly { readonly http: number; readonly rtc: number }[];
  readonly mixers: readonly number[];
  /** None when Redis is somebody else's. */
  readonly redis: number | undefined;
}

interface Wanted {
  readonly key: string;
  readonly configured: number | undefined;
  readonly preferred: number;
  readonly host: string;
  readonly udp?: boolean;
}

const loopback = '127.0.0.1';
/** 8080, 8180, 8280 …: near enough to be recognised, and never another process's default. */
const stride = 100;
const tries = 50;

/** @throws Refusal when a port that was asked for by name is taken */
export async function choosePorts(config: StartConfig): Promise<{ ports: Ports; moved: string[] }> {
  const { host } = config;
  const chosen = new Set<number>();
  const moved: string[] = [];
  const choose = async (wanted: Wanted) => {
    const port = await pick(wanted, chosen);
    chosen.add(port);
    if (port !== (wanted.configured ?? wanted.preferred)) {
      moved.push(`Port ${wanted.preferred} is taken; using ${port} instead (${wanted.key} sets another).`);
    }
    return port;
  };
  const control = await choose({ key: 'ROSTRUM_CONTROL_PORT', configured: config.controlPort, preferred: 8080, host });
  const origin = await choose({ key: 'ROSTRUM_ORIGIN_PORT', configured: config.originPort, preferred: 8081, host });
  const recorder = await choose({
    key: 'ROSTRUM_RECORDER_PORT',
    configured: config.recorderPort,
    preferred: 8084,
    host: loopback,
  });
  const redis =
    config.redisUrl === undefined
      ? await choose({ key: 'ROSTRUM_REDIS_PORT', configured: config.redisPort, preferred: 6390, host: loopback })
      : undefined;
  const sfus: { http: number; rtc: number }[] = [];
  for (const [http, rtc] of numbered(config.sfus, [config.sfuPort, 8082], [config.rtcPort, 40000])) {
    sfus.push({
      http: await choose({ key: 'ROSTRUM_SFU_PORT', ...http, host: loopback }),
      rtc: await choose({ key: 'ROSTRUM_RTC_PORT', ...rtc, host, udp: true }),
    });
  }
  const mixers: number[] = [];
  for (const [http] of numbered(config.mixers, [config.mixerPort, 8083])) {
    mixers.push(await choose({ key: 'ROSTRUM_MIXER_PORT', ...http, host: loopback }));
  }
  const controls: number[] = [];
  for (const [http] of config.controls > 1 ? numbered(config.controls, [undefined, 8085]) : []) {
    controls.push(await choose({ key: 'ROSTRUM_CONTROL_PORT', ...http, host: loopback }));
  }
  return { ports: { control, controls, origin, recorder, sfus, mixers, redis }, moved };
}

type Choice = Pick<Wanted, 'configured' | 'preferred'>;

/** The first node takes the configured port; the others count on from there and may move. */
function numbered<T extends [number | undefined, number][]>(count: number, ...kinds: T): { [K in keyof T]: Choice }[] {
  return Array.from(
    { length: count },
    (_, index) =>
      kinds.map(([configured, preferred]) => ({
        configured: index === 0 ? configured : undefined,
        preferred: (configured ?? preferred) + index * stride,
      })) as { [K in keyof T]: Choice },
  );
}

async function pick({ key, configured, preferred, host, udp = false }: Wanted, chosen: Set<number>): Promise<number> {
  const isOurs = async (port: number) => port < 65536 && !chosen.has(port) && (await isFree(port, { host, udp }));
  if (configured !== undefined) {
    if (await isOurs(configured)) return configured;
    throw new Refusal(
      `Port ${configured}, which ${key} asks for, is taken at ${host}.\nEnd the program that uses it, or set ${key} to another port.`,
      { exitCode: 69 },
    );
  }
  for (let attempt = 0; attempt < tries; attempt += 1) {
    if (await isOurs(preferred + attempt * stride)) return preferred + attempt * stride;
  }
  throw new Refusal(`No free port was found from ${preferred} on. Set ${key} to one that is free.`, { exitCode: 69 });
}

async function isFree(port: number, { host, udp }: { host: string; udp: boolean }): Promise<boolean> {
  return (await canListen(port, host)) && (!udp || (await canBind(port, host)));
}

function canListen(port: number, host: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once('error', (error) => settle(error, { resolve, reject, host }));
  server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  return promise;
}

function canBind(port: number, host: string): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.once('error', (error) => {
    socket.close();
    settle(error, { resolve, reject, host });
  });
  socket.bind({ port, address: host, exclusive: true }, () => socket.close(() => resolve(true)));
  return promise;
}

interface Outcome {
  readonly resolve: (free: boolean) => void;
  readonly reject: (error: Error) => void;
  readonly host: string;
}

/** Taken and forbidden ports are only not free; an address that is not this machine's is a mistake in the settings. */
function settle(error: NodeJS.ErrnoException, { resolve, reject, host }: Outcome): void {
  if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
  else reject(new Refusal(`ROSTRUM_HOST ${host} cannot be bound: ${error.message}`, { exitCode: 78 }));
}
