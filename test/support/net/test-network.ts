import { run, tryRun } from './commands.ts';
import { TestHost } from './test-host.ts';

const prefix = 'rostrum-';

/** Ends what still runs in a namespace, and removes it with its links. */
function remove(namespace: string): void {
  for (const pid of run('ip', 'netns', 'pids', namespace).split('\n').filter(Boolean)) tryRun('kill', '-9', pid);
  tryRun('ip', 'netns', 'del', namespace);
}

/** Namespaces and links of tests that were killed before they could clean up. */
function sweep(): void {
  const isDead = (pid: number) => {
    try {
      process.kill(pid, 0);
      return false;
    } catch {
      return true;
    }
  };
  for (const line of run('ip', 'netns', 'list').split('\n')) {
    const [, name = '', pid] = /^(rostrum-(\d+)-\S+)/.exec(line) ?? [];
    if (pid !== undefined && isDead(Number(pid))) remove(name);
  }
  for (const [, name = '', pid] of run('ip', '-o', 'link').matchAll(/ (rb([0-9a-z]+)):/g)) {
    if (pid !== undefined && isDead(Number.parseInt(pid, 36))) tryRun('ip', 'link', 'del', name);
  }
}

/** The first of the private networks 10.77.x.0/24 that nobody here uses. */
function freeNetwork(): string {
  const taken = run('ip', '-o', '-4', 'addr');
  const start = process.pid % 200;
  for (let step = 0; step < 200; step++) {
    const network = `10.77.${(start + step) % 200}`;
    if (!taken.includes(` ${network}.`)) return network;
  }
  throw new Error('no free network');
}

/**
 * A network on this machine that nobody else is in: a bridge, whose own address is where servers of the test listen, and
 * hosts with addresses of their own. Made and removed by the test; what a killed test left is removed by the next.
 */
export class TestNetwork {
  /** This machine's address in it. */
  readonly address: string;
  readonly #network: string;
  readonly #tag = process.pid.toString(36);
  readonly #bridge = `rb${this.#tag}`;
  readonly #namespaces = new Set<string>();
  #links = 0;
  #addresses = 1;

  private constructor(network: string) {
    this.#network = network;
    this.address = `${network}.1`;
  }

  static open(): TestNetwork {
    sweep();
    const network = new TestNetwork(freeNetwork());
    process.once('exit', () => network.close());
    try {
      run('ip', 'link', 'add', network.#bridge, 'type', 'bridge');
      run('ip', 'addr', 'add', `${network.address}/24`, 'dev', network.#bridge);
      run('ip', 'link', 'set', network.#bridge, 'up');
      return network;
    } catch (error) {
      network.close();
      throw error;
    }
  }

  /** A host that is plugged in. */
  addHost(name: string): TestHost {
    const namespace = this.#addNamespace(name);
    const { address, port } = this.#plug(namespace, 'eth0');
    const host = new TestHost({ namespace, address, port, gateway: this.address });
    host.connect('eth0', address);
    return host;
  }

  /** One more way from a host into the network. It is down; answers the address to `connect` it with. */
  addLink(host: TestHost, link: string): string {
    return this.#plug(host.namespace, link).address;
  }

  /**
   * A host behind a router that hides its address, and takes another port for each destination ("symmetric": RFC 4787,
   * address and port-dependent mapping).
   */
  addHostBehindNat(name: string): { host: TestHost; router: TestHost } {
    const router = this.addHost(`${name}-router`);
    const namespace = this.#addNamespace(name);
    const inside = ['192.168.77.1', '192.168.77.2'] as const;
    run(
      'ip',
      '-n',
      router.namespace,
      'link',
      'add',
      'lan0',
      'type',
      'veth',
      'peer',
      'name',
      'eth0',
      'netns',
      namespace,
    );
    for (const [where, link, address] of [
      [router.namespace, 'lan0', inside[0]],
      [namespace, 'eth0', inside[1]],
    ] as const) {
      run('ip', '-n', where, 'addr', 'add', `${address}/24`, 'dev', link);
      run('ip', '-n', where, 'link', 'set', link, 'up');
    }
    run('ip', '-n', namespace, 'route', 'add', 'default', 'via', inside[0]);
    router.exec('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    router.exec('iptables', '-w', '-t', 'nat', '-A', 'POSTROUTING', '-o', 'eth0', '-j', 'MASQUERADE', '--random');
    return { host: new TestHost({ namespace, address: inside[1], port: '', gateway: inside[0] }), router };
  }

  /** Removes every host, with its links and rules. */
  close(): void {
    for (const namespace of this.#namespaces) remove(namespace);
    this.#namespaces.clear();
    tryRun('ip', 'link', 'del', this.#bridge);
  }

  #addNamespace(name: string): string {
    const namespace = `${prefix}${process.pid}-${name}`;
    run('ip', 'netns', 'add', namespace);
    this.#namespaces.add(namespace);
    run('ip', '-n', namespace, 'link', 'set', 'lo', 'up');
    // Chromium waits two seconds after the last change of an address before it tells WebRTC of a new interface, and looking
    // for duplicates of an IPv6 address (RFC 4862 section 5.4) is such a change, a second late: a browser's matter, not ours.
    run('ip', 'netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
    return namespace;
  }

  #plug(namespace: string, link: string): { address: string; port: string } {
    const port = `rv${this.#tag}${(this.#links++).toString(36)}`;
    const address = `${this.#network}.${++this.#addresses}`;
    run('ip', 'link', 'add', port, 'type', 'veth', 'peer', 'name', link, 'netns', namespace);
    run('ip', 'link', 'set', port, 'master', this.#bridge, 'up');
    return { address, port };
  }
}
