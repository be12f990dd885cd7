import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ControlClient, type FirstLinks } from '../../../infra/start/control-client.ts';
import { TestProcess } from '../process.ts';
import type { DistantRegions } from './distant-regions.ts';
import { Person } from './person.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const ports = { redis: 6399, control: 8080, sfu: 8082, rtc: 40_000 } as const;
const regionHeader = 'x-region';

export interface RegionsStageOptions {
  readonly regions: DistantRegions;
  /** Of all media nodes. */
  readonly names: readonly string[];
  /** As `ROSTRUM_REGION_DISTANCES` has it. */
  readonly distances: string;
  /** Where control is. */
  readonly homeIn: string;
}

/** A stage in several regions: Redis and control at this machine's address, a media node and people in each region. */
export class RegionsStage {
  readonly dir: string;
  readonly url: string;
  control!: TestProcess;
  readonly #options: RegionsStageOptions;
  readonly #secret = randomBytes(24).toString('hex');
  readonly #nodes = new Map<string, TestProcess>();
  readonly #people: Person[] = [];
  #redis: TestProcess | undefined;
  #links: FirstLinks | undefined;

  private constructor(dir: string, options: RegionsStageOptions) {
    this.dir = dir;
    this.#options = options;
    this.url = `http://${options.regions.address}:${ports.control}`;
  }

  static async open(options: RegionsStageOptions): Promise<RegionsStage> {
    const dir = await mkdtemp(join(tmpdir(), 'rostrum-regions-'));
    await mkdir(join(dir, 'redis'));
    const stage = new RegionsStage(dir, options);
    try {
      await stage.#start();
      return stage;
    } catch (error) {
      await stage.close();
      throw error;
    }
  }

  /** Somebody comes on stage; the edge before control says where they are. The first is the host. */
  async join(region: string): Promise<Person> {
    const { hostUrl = '', presenterUrl = '' } = this.#links?.webinar ?? {};
    const person = await Person.join({
      stack: this,
      host: this.#options.regions.host(region),
      name: region,
      link: this.#people.length === 0 ? hostUrl : presenterUrl,
      headers: { [regionHeader]: region },
    });
    this.#people.push(person);
    return person;
  }

  /** The media node of a region. */
  node(region: string): TestProcess {
    const found = this.#nodes.get(region);
    if (!found) throw new TypeError(`no media node in ${region}`);
    return found;
  }

  complaints(): string[] {
    const processes = [this.control, ...this.#nodes.values()];
    return [
      ...this.#people.flatMap(({ name, browser }) => browser.complaints.map((one) => `${name}: ${one}`)),
      ...processes.flatMap(({ name, log }) =>
        log
          .filter(({ level }) => level === 'warn' || level === 'error')
          .map((line) => `${name}: ${JSON.stringify(line).slice(0, 300)}`),
      ),
    ];
  }

  async close(): Promise<void> {
    await Promise.all(this.#people.map((person) => person.close()));
    await this.control?.stop();
    await Promise.all([...this.#nodes.values()].map((node) => node.stop()));
    await this.#redis?.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  async #start(): Promise<void> {
    const { regions, names, distances, homeIn } = this.#options;
    const { address } = regions;
    this.#redis = await TestProcess.start({
      name: 'redis',
      command: 'redis-server',
      args: ['--port', `${ports.redis}`, '--bind', address, '--protected-mode', 'no', '--save', '', '--dir', this.dir],
      readyWhen: /Ready to accept connections/,
    });
    await Promise.all(names.map((region) => this.#startNode(region)));
    this.control = await TestProcess.start({
      name: 'control',
      command: process.execPath,
      args: [join(root, 'apps/control/src/main.ts')],
      env: {
        ...this.#common(address),
        ROSTRUM_PORT: `${ports.control}`,
        ROSTRUM_DATA_DIR: this.dir,
        ROSTRUM_WEB_DIR: join(root, 'apps/web/dist'),
        ROSTRUM_PUBLIC_URL: this.url,
        ROSTRUM_ORIGIN_URL: 'http://127.0.0.1:9',
        ROSTRUM_ORIGIN_PUBLIC_URL: 'http://127.0.0.1:9',
        ROSTRUM_REGION: homeIn,
        ROSTRUM_REGION_HEADER: regionHeader,
        ROSTRUM_REGION_DISTANCES: distances,
      },
      readyWhen: /"msg":"started"/,
    });
    this.#links = await new ControlClient({ url: this.url, secret: this.#secret }).bootstrap();
  }

  async #startNode(region: string): Promise<void> {
    const { namespace, address } = this.#options.regions.host(region);
    const bin = process.env.MEDIASOUP_WORKER_BIN;
    const node = await TestProcess.start({
      name: `sfu ${region}`,
      command: 'ip',
      args: ['netns', 'exec', namespace, process.execPath, join(root, 'workers/sfu/src/main.ts')],
      env: {
        ...this.#common(address),
        ROSTRUM_PORT: `${ports.sfu}`,
        ROSTRUM_NODE_ID: `sfu-${region}`,
        ROSTRUM_REGION: region,
        ROSTRUM_RTC_PORT: `${ports.rtc}`,
        ROSTRUM_RTC_ADDRESS: address,
        ...(bin === undefined ? {} : { MEDIASOUP_WORKER_BIN: bin }),
      },
      readyWhen: /"msg":"started"/,
    });
    this.#nodes.set(region, node);
  }

  #common(host: string): Record<string, string> {
    return {
      ROSTRUM_SECRET: this.#secret,
      ROSTRUM_HOST: host,
      ROSTRUM_LOG_LEVEL: 'debug',
      REDIS_URL: `redis://${this.#options.regions.address}:${ports.redis}`,
    };
  }
}
