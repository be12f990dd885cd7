import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { run, tryRun } from './commands.ts';
import { TestHost } from './test-host.ts';

const program = fileURLToPath(new URL('distant-regions.py', import.meta.url));
const home = 'home';

export interface DistantRegionsOptions {
  /** Of the packets that are lost. Print it. */
  readonly seed: number;
  /** Of UDP packets between regions, 0 to 1. */
  readonly loss: number;
  /** Round-trip times between two regions, each pair once: `{ 'eu us': 80 }`. */
  readonly roundTripsMs: Readonly<Record<string, number>>;
  /** The region that this machine itself is in, as near as can be. */
  readonly homeIn: string;
}

/** Regions of a world, each a network namespace, with the time between them that packets take. */
export class DistantRegions {
  /** This machine's address in it. */
  readonly address: string;
  readonly #hosts: ReadonlyMap<string, TestHost>;
  readonly #carrier: ChildProcess;

  private constructor(address: string, hosts: ReadonlyMap<string, TestHost>, carrier: ChildProcess) {
    this.address = address;
    this.#hosts = hosts;
    this.#carrier = carrier;
  }

  static async open({ seed, loss, roundTripsMs, homeIn }: DistantRegionsOptions): Promise<DistantRegions> {
    const names = [...new Set(Object.keys(roundTripsMs).flatMap((pair) => pair.split(' ')))];
    const first = 1 + (process.pid % 60) * 4;
    const networks = new Map([home, ...names].map((name, index) => [name, `10.78.${first + index}`]));
    const namespaceOf = (name: string) => (name === home ? '' : `rostrum-${process.pid}-${name}`);
    const hosts = new Map(
      names.map((name) => {
        const facts = { namespace: namespaceOf(name), address: `${networks.get(name)}.1`, port: '', gateway: '' };
        return [name, new TestHost(facts)] as const;
      }),
    );
    const delaysMs = { ...halved(roundTripsMs), ...asNear(names, { roundTripsMs, homeIn }) };
    const regions = Array.from(networks, ([name, network]) => ({
      name,
      network,
      namespace: namespaceOf(name),
      device: `rt${process.pid.toString(36)}`,
    }));
    try {
      for (const { namespace } of hosts.values()) {
        run('ip', 'netns', 'add', namespace);
        run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
        run('ip', 'netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
      }
      const world = JSON.stringify({ seed, loss, regions, delaysMs });
      const carrier = spawn('python3', [program, world], { stdio: ['pipe', 'pipe', 'inherit'] });
      const opened = new DistantRegions(`${networks.get(home)}.1`, hosts, carrier);
      process.once('exit', () => opened.close());
      await Promise.race([
        once(carrier.stdout, 'data'),
        once(carrier, 'exit').then(() => Promise.reject(new Error('the ways between the regions did not open'))),
      ]);
      return opened;
    } catch (error) {
      for (const { namespace } of hosts.values()) removeNamespace(namespace);
      throw error;
    }
  }

  host(region: string): TestHost {
    const found = this.#hosts.get(region);
    if (!found) throw new TypeError(`no region ${region}`);
    return found;
  }

  /** Nothing gets into the region or out of it, without a word to anybody. */
  cut(region: string): void {
    this.#carrier.stdin?.write(`cut ${region}\n`);
  }

  /** The ways are there again. */
  join(region: string): void {
    this.#carrier.stdin?.write(`join ${region}\n`);
  }

  /** Ends what still runs in the regions, and removes them. */
  close(): void {
    for (const { namespace } of this.#hosts.values()) removeNamespace(namespace);
    this.#carrier.kill('SIGKILL');
  }
}

/** There and back takes twice as long as there. */
const halved = (roundTripsMs: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(roundTripsMs).map(([pair, ms]) => [pair, ms / 2]));

/** This machine's own ways: those of the region that it is in. */
function asNear(
  names: readonly string[],
  { roundTripsMs, homeIn }: Pick<DistantRegionsOptions, 'roundTripsMs' | 'homeIn'>,
): Record<string, number> {
  const between = (a: string, b: string) => roundTripsMs[`${a} ${b}`] ?? roundTripsMs[`${b} ${a}`] ?? 0;
  return Object.fromEntries(names.map((name) => [`${home} ${name}`, between(homeIn, name) / 2]));
}

function removeNamespace(namespace: string): void {
  for (const pid of pidsIn(namespace)) tryRun('kill', '-9', pid);
  tryRun('ip', 'netns', 'del', namespace);
}

function pidsIn(namespace: string): string[] {
  try {
    return run('ip', 'netns', 'pids', namespace).split('\n').filter(Boolean);
  } catch {
    return []; // It was never made, or is gone.
  }
}
