import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { TestBrowser } from '../../support/browser.ts';
import { ControlApi } from '../../support/control-api.ts';
import { makeFakeDevices } from '../../support/fake-devices.ts';
import { whyNoNetworks } from '../../support/net/commands.ts';
import { NetworkRedis } from '../../support/net/network-redis.ts';
import type { TestHost } from '../../support/net/test-host.ts';
import { TestNetwork } from '../../support/net/test-network.ts';
import { pages } from '../../support/pages.ts';
import { Postgres } from '../../support/postgres.ts';
import type { LogLine } from '../../support/process.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { keepStageDiary } from '../../support/stage-diary.ts';
import { until } from '../../support/until.ts';
import type { Names } from './gaps.ts';

const sfus = 3;

export interface Person {
  readonly name: string;
  readonly page: Page;
}

/**
 * Three SFU nodes, each on a machine of its own where namespaces can be made; two control processes where there is
 * PostgreSQL; and people in a real browser, who move and sound without a pause.
 */
export class FailoverStage {
  readonly stack: Stack;
  readonly hostUrl: string;
  readonly presenterUrl: string;
  /** Why the SFU nodes have no machines of their own; undefined when they have. */
  readonly noMachines: string | undefined;
  /** Why there is one control process alone. */
  readonly oneControl: string | undefined;
  readonly #machines: Readonly<Record<string, TestHost>>;
  readonly #browser: TestBrowser;
  readonly #closers: (() => unknown)[];
  readonly #api: ControlApi;

  private constructor(
    facts: Pick<FailoverStage, 'stack' | 'hostUrl' | 'presenterUrl' | 'noMachines' | 'oneControl'>,
    parts: { machines: Record<string, TestHost>; browser: TestBrowser; closers: (() => unknown)[]; api: ControlApi },
  ) {
    this.stack = facts.stack;
    this.hostUrl = facts.hostUrl;
    this.presenterUrl = facts.presenterUrl;
    this.noMachines = facts.noMachines;
    this.oneControl = facts.oneControl;
    this.#machines = parts.machines;
    this.#browser = parts.browser;
    this.#closers = parts.closers;
    this.#api = parts.api;
  }

  static async open(settings: Readonly<Record<string, string>> = {}): Promise<FailoverStage> {
    const closers: (() => unknown)[] = [];
    try {
      const noMachines = whyNoNetworks();
      const oneControl = await Postgres.missing();
      const network = noMachines === undefined ? TestNetwork.open() : undefined;
      closers.push(() => network?.close());
      const dir = await mkdtemp(join(tmpdir(), 'rostrum-failover-'));
      closers.push(() => rm(dir, { recursive: true, force: true }));
      const redis = await NetworkRedis.start(dir, network?.address ?? '127.0.0.1');
      closers.push(() => redis.stop());
      const database = oneControl === undefined ? await Postgres.start() : undefined;
      closers.push(() => database?.stop());
      const names = Array.from({ length: sfus }, (_, index) => `sfu-${index + 1}`);
      const machines = network ? Object.fromEntries(names.map((name) => [name, network.addHost(name)])) : {};
      const stack = await Stack.start({
        sfus,
        without: ['recorder', 'mixer-1', 'origin'],
        ...(network ? { host: network.address, machines } : {}),
        settings: {
          ...settings,
          REDIS_URL: redis.url,
          ...(database ? { DATABASE_URL: database.url, ROSTRUM_CONTROLS: '2' } : {}),
        },
      });
      closers.push(() => stack.close());
      const devices = await makeFakeDevices(dir, { look: 3, name: 'Presenter', sound: 'sweep' });
      // An address of a test network has no certificate.
      const args = [`--unsafely-treat-insecure-origin-as-secure=${stack.url}`];
      const browser = await TestBrowser.open({ devices, args });
      closers.push(() => browser.close());
      const { api, bootstrap } = await ControlApi.open(stack);
      const { hostUrl, presenterUrl } = bootstrap.webinar;
      const facts = { stack, hostUrl, presenterUrl, noMachines, oneControl };
      return new FailoverStage(facts, { machines, browser, closers, api });
    } catch (error) {
      for (const close of closers.reverse()) await close();
      throw error;
    }
  }

  async enter(link: string, name: string, prepare: readonly string[] = []): Promise<Person> {
    // Small: without a GPU, what is drawn costs as much as what is decoded.
    const size = { width: 640, height: 480 };
    const page = await this.#browser.visit(link, { prepare: [...prepare, keepStageDiary], size });
    await pages.join(page, name);
    return { name, page };
  }

  async leave({ page }: Person): Promise<void> {
    await page.close();
  }

  /** Who is on the stage, once so many are. */
  async names(count: number): Promise<Names> {
    const { session } = await this.#api.join(this.hostUrl);
    return until(
      async () => {
        const caller = await StageCaller.open(this.stack);
        try {
          const { state } = await caller.hello(session);
          const sending = state.participants.filter(({ producers }) => producers.length === 2);
          return sending.length === count && new Map(sending.map(({ id, name }) => [id, name]));
        } finally {
          caller.close();
        }
      },
      20_000,
      250,
    );
  }

  /** What all control processes wrote, in order. */
  logged(msg: string): LogLine[] {
    return this.#controls
      .flatMap((name) => this.stack.process(name).logged(msg))
      .toSorted((a, b) => Date.parse(String(a.time)) - Date.parse(String(b.time)));
  }

  /** The node that the room's home is on. */
  get home(): string {
    return String(this.logged('home chosen').at(-1)?.sfu);
  }

  /** The control process that owns the room. */
  get owner(): string {
    const owners = this.#controls.flatMap((name) =>
      this.stack
        .process(name)
        .logged('room taken')
        .map((line) => ({ name, epoch: Number(line.leaseEpoch) })),
    );
    return owners.toSorted((a, b) => a.epoch - b.epoch).at(-1)?.name ?? '';
  }

  /** The machine of an SFU node says nothing any more, from one moment to the next. @returns how to make it well again */
  async silence(name: string): Promise<() => Promise<void>> {
    const machine = this.#machines[name];
    if (machine) {
      const wake = machine.sleep();
      return async () => {
        wake();
        this.stack.process(name).kill('SIGKILL');
        await this.stack.restart(name);
      };
    }
    const process = this.stack.process(name);
    for (const pid of [process.pid, ...process.children]) globalThis.process.kill(pid, 'SIGSTOP');
    return async () => {
      process.kill('SIGKILL');
      await this.stack.restart(name);
    };
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }

  get #controls(): string[] {
    return this.oneControl === undefined ? ['control-1', 'control-2'] : ['control'];
  }
}
