import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { placeEmptyDatabase } from './first-database.ts';
import { TestProcess } from './process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return address.port;
}

export interface Bootstrap {
  readonly signInUrl: string;
  readonly webinar: {
    readonly hostUrl: string;
    readonly presenterUrl: string;
    readonly viewerUrl: string;
    readonly syntheticUrl: string;
  };
}

export interface ControlStackOptions {
  /** A PostgreSQL server, which several control processes need; default PGlite. */
  readonly databaseUrl?: string;
  /** Built pages; default blank ones. */
  readonly webDir?: string;
}

/** Redis, one SFU node and control as real processes: the stage without a programme. */
export class ControlStack {
  readonly secret = randomBytes(24).toString('hex');
  readonly dir: string;
  readonly redisPort: number;
  readonly port: number;
  readonly #options: ControlStackOptions;
  redis!: TestProcess;
  sfu!: TestProcess;
  control!: TestProcess;

  private constructor(dir: string, ports: { redis: number; control: number }, options: ControlStackOptions) {
    this.dir = dir;
    this.#options = options;
    this.redisPort = ports.redis;
    this.port = ports.control;
  }

  static async start(options: ControlStackOptions = {}): Promise<ControlStack> {
    const dir = await mkdtemp(join(tmpdir(), 'rostrum-test-'));
    await mkdir(join(dir, 'web', 'assets'), { recursive: true });
    if (options.databaseUrl === undefined) await placeEmptyDatabase(dir);
    await writeFile(join(dir, 'web', 'index.html'), '<!doctype html><title>Rostrum</title>');
    const stack = new ControlStack(dir, { redis: await freePort(), control: await freePort() }, options);
    try {
      stack.redis = await TestProcess.start({
        name: 'redis',
        command: 'redis-server',
        args: ['--port', `${stack.redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', dir],
        readyWhen: /Ready to accept connections/,
      });
      stack.sfu = await stack.startSfu('sfu-1');
      stack.control = await stack.startControl();
      return stack;
    } catch (error) {
      await stack.stop();
      throw error;
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get redisUrl(): string {
    return `redis://127.0.0.1:${this.redisPort}`;
  }

  async startSfu(nodeId: string, { region = 'local' }: { region?: string } = {}): Promise<TestProcess> {
    const bin = process.env.MEDIASOUP_WORKER_BIN;
    return this.#node('workers/sfu', {
      ROSTRUM_NODE_ID: nodeId,
      ROSTRUM_REGION: region,
      ROSTRUM_PORT: '0',
      ROSTRUM_RTC_PORT: `${await freePort()}`,
      ...(bin === undefined ? {} : { MEDIASOUP_WORKER_BIN: bin }),
    });
  }

  /** @param port of a further control process; default that of the first */
  startControl(port = this.port): Promise<TestProcess> {
    return this.#node('apps/control', {
      ROSTRUM_PORT: `${port}`,
      ROSTRUM_NODE_ID: `control-${port}`,
      ...(this.#options.databaseUrl === undefined ? {} : { DATABASE_URL: this.#options.databaseUrl }),
      ROSTRUM_DATA_DIR: this.dir,
      ROSTRUM_WEB_DIR: this.#options.webDir ?? join(this.dir, 'web'),
      ROSTRUM_PUBLIC_URL: this.url,
      ROSTRUM_ORIGIN_URL: 'http://127.0.0.1:9',
      ROSTRUM_ORIGIN_PUBLIC_URL: 'http://127.0.0.1:9',
    });
  }

  /** Ends every process and removes what they wrote. */
  async stop(): Promise<void> {
    await this.control?.stop();
    await this.sfu?.stop();
    await this.redis?.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  #node(folder: string, env: Record<string, string>): Promise<TestProcess> {
    return TestProcess.start({
      name: folder,
      command: process.execPath,
      args: [join(root, folder, 'src', 'main.ts')],
      env: {
        ROSTRUM_SECRET: this.secret,
        ROSTRUM_HOST: '127.0.0.1',
        ROSTRUM_LOG_LEVEL: 'debug',
        REDIS_URL: this.redisUrl,
        ...env,
      },
      readyWhen: /"msg":"started"/,
    });
  }
}
