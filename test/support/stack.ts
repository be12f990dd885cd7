import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@rostrum/config';
import { ControlClient, type FirstLinks } from '../../infra/start/control-client.ts';
import { makePlan, type Plan, type ProcessSpec } from '../../infra/start/plan.ts';
import { startSettings } from '../../infra/start/settings.ts';
import { freePort } from './control-stack.ts';
import { placeEmptyDatabase } from './first-database.ts';
import type { TestHost } from './net/test-host.ts';
import { type LogLine, TestProcess } from './process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface StackOptions {
  /** Default 1. */
  readonly sfus?: number;
  /** Default 1. */
  readonly mixers?: number;
  /** Processes that this test can do without: `recorder`, `mixer-1`, … */
  readonly without?: readonly string[];
  /** Default `built`: the real pages. `blank` is for tests that open none. */
  readonly pages?: 'built' | 'blank';
  /** The address that pages, programmes and media are served at. Default 127.0.0.1. */
  readonly host?: string;
  /** Machines of a test network that some processes run on, by name: `sfu-1`, … `host` must be an address in it. */
  readonly machines?: Readonly<Record<string, TestHost>>;
  /** Settings of single processes, by name, which go before what `npm start` gives them. */
  readonly env?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** More of what `npm start` reads. */
  readonly settings?: Readonly<Record<string, string>>;
}

async function blankPages(dir: string): Promise<string> {
  const webDir = join(dir, 'web');
  await mkdir(join(webDir, 'assets'), { recursive: true });
  await writeFile(join(webDir, 'index.html'), '<!doctype html><title>Rostrum</title>');
  return webDir;
}

const freePorts = (count: number) => Promise.all(Array.from({ length: count }, freePort));

async function planIn(dir: string, secret: string, options: StackOptions): Promise<Plan> {
  const { sfus = 1, mixers = 1, host = '127.0.0.1', settings = {} } = options;
  const [control = 0, origin = 0, recorder = 0, redis = 0] = await freePorts(4);
  const config = readConfig(startSettings, {
    ...settings,
    ROSTRUM_DATA_DIR: dir,
    ROSTRUM_HOST: host,
    ROSTRUM_LOG_LEVEL: 'debug',
    MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN,
  });
  const [http, rtc, mixer] = await Promise.all([freePorts(sfus), freePorts(sfus), freePorts(mixers)]);
  return makePlan({
    root,
    config,
    ports: {
      control,
      controls: config.controls > 1 ? await freePorts(config.controls) : [],
      origin,
      recorder,
      // Another machine does not reach our own, which is on loopback.
      redis: config.redisUrl === undefined ? redis : undefined,
      sfus: http.map((port, index) => ({ http: port, rtc: rtc[index] ?? 0 })),
      mixers: mixer,
    },
    dataDir: dir,
    secret,
    outsideAddress: '127.0.0.1',
    base: { HOME: dir },
  });
}

const readyWhen: Readonly<Record<string, RegExp>> = { redis: /Ready to accept connections/, balancer: /listening/ };

/** Where a process listens, on a machine that has but one address. */
function listeningAt(address: string, env: ProcessSpec['env']): Record<string, string> {
  const all = ['ROSTRUM_HOST', 'ROSTRUM_RTC_ADDRESS', 'ROSTRUM_RTP_ADDRESS'];
  return Object.fromEntries(all.filter((name) => name in env).map((name) => [name, address]));
}

const rtcPortsOf = (plan: Plan) =>
  plan.processes.flatMap(({ env }) => (env.ROSTRUM_RTC_PORT ? [Number(env.ROSTRUM_RTC_PORT)] : []));

/**
 * Everything that `npm start` runs, with the same settings, as processes of a test: free ports, a data folder of its
 * own, logs in memory. The pages must have been built.
 */
export class Stack {
  readonly url: string;
  readonly secret: string;
  readonly dir: string;
  readonly redisUrl: string;
  /** Where the SFU nodes take media, UDP and TCP. */
  readonly rtcPorts: readonly number[];
  readonly #processes = new Map<string, TestProcess>();
  readonly #specs = new Map<string, ProcessSpec>();
  readonly #machines: Readonly<Record<string, TestHost>>;

  private constructor(
    dir: string,
    {
      url,
      secret,
      redisUrl,
      rtcPorts,
      machines = {},
    }: Pick<Stack, 'url' | 'secret' | 'redisUrl' | 'rtcPorts'> & Pick<StackOptions, 'machines'>,
  ) {
    this.#machines = machines;
    this.redisUrl = redisUrl;
    this.rtcPorts = rtcPorts;
    this.dir = dir;
    this.url = url;
    this.secret = secret;
  }

  static async start(options: StackOptions = {}): Promise<Stack> {
    const { pages = 'built', without = [], machines } = options;
    if (pages === 'built' && !existsSync(join(root, 'apps/web/dist/index.html'))) {
      throw new Error('apps/web/dist is missing; run `npm run build` first');
    }
    const dir = await mkdtemp(join(tmpdir(), 'rostrum-stack-'));
    await mkdir(join(dir, 'redis'));
    await placeEmptyDatabase(dir);
    const secret = randomBytes(24).toString('hex');
    const plan = await planIn(dir, secret, options);
    const redisUrl = plan.processes.find(({ env }) => env.REDIS_URL)?.env.REDIS_URL ?? '';
    const stack = new Stack(dir, {
      url: plan.controlUrl,
      secret,
      redisUrl,
      rtcPorts: rtcPortsOf(plan),
      ...(machines ? { machines } : {}),
    });
    try {
      if (plan.redis) await stack.#start(plan.redis);
      const webDir = pages === 'blank' ? { ROSTRUM_WEB_DIR: await blankPages(dir) } : {};
      const more = ({ name, env }: ProcessSpec) => ({
        ...env,
        ...(name.startsWith('control') ? webDir : {}),
        ...options.env?.[name],
      });
      const wanted = plan.processes.filter(({ name }) => !without.includes(name));
      const starts = await Promise.allSettled(wanted.map((spec) => stack.#start({ ...spec, env: more(spec) })));
      const failed = starts.find((start) => start.status === 'rejected');
      if (failed) throw failed.reason;
      return stack;
    } catch (error) {
      await stack.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.#processes.has(name);
  }

  /** Where a process answers HTTP, by its name. */
  portOf(name: string): number {
    return Number(this.#specs.get(name)?.env.ROSTRUM_PORT);
  }

  /** A running process by its name in the plan: `control`, `sfu-1`, `mixer-1`, … */
  process(name: string): TestProcess {
    const found = this.#processes.get(name);
    if (!found) throw new TypeError(`no process ${name}`);
    return found;
  }

  /** Starts a process again that was killed, with the same settings. */
  async restart(name: string): Promise<void> {
    const spec = this.#specs.get(name);
    if (!spec) throw new TypeError(`no process ${name}`);
    await this.process(name).stop();
    await this.#start(spec);
  }

  /** A sign-in link, and the links of a first webinar. */
  links(): Promise<FirstLinks> {
    return new ControlClient({ url: this.url, secret: this.secret }).bootstrap();
  }

  /** What every process wrote at `warn` and above, for a failure's message. */
  complaints(): { readonly process: string; readonly line: LogLine }[] {
    const loud = new Set(['warn', 'error', 'fatal']);
    return [...this.#processes].flatMap(([process, { log }]) =>
      log.filter(({ level }) => loud.has(level ?? '')).map((line) => ({ process, line })),
    );
  }

  /** Ends every process and removes what they wrote. */
  async close(): Promise<void> {
    const others = [...this.#processes].filter(([name]) => name !== 'redis');
    await Promise.all(others.map(([, process]) => process.stop()));
    await this.#processes.get('redis')?.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #start(spec: ProcessSpec): Promise<void> {
    const { name, module, args, env } = spec;
    this.#specs.set(name, spec);
    const machine = this.#machines[name];
    const started = await TestProcess.start({
      name,
      command: machine ? machine.wrap(process.execPath, this.dir) : process.execPath,
      args: [module, ...args],
      env: machine ? { ...env, ...listeningAt(machine.address, env) } : env,
      readyWhen: readyWhen[name] ?? /"msg":"started"/,
    });
    this.#processes.set(name, started);
  }
}
