import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tryRun } from './commands.ts';

export type Protocol = 'udp' | 'tcp';

export interface HostFacts {
  /** Of its network namespace. */
  readonly namespace: string;
  /** Of its first interface. */
  readonly address: string;
  /** The other end of its first interface, where what goes to it can be slowed down. */
  readonly port: string;
  readonly gateway: string;
}

/** The words for tc(8). */
const tokenBucket = (device: string, { kbps, queueMs }: { kbps: number; queueMs: number }): string[] => [
  ...['qdisc', 'add', 'dev', device, 'root'],
  ...['tbf', 'rate', `${kbps}kbit`, 'burst', '4kb', 'latency', `${queueMs}ms`],
];

/** A machine of a test network: a namespace with addresses and a firewall of its own. */
export class TestHost implements HostFacts {
  readonly namespace: string;
  readonly address: string;
  readonly port: string;
  readonly gateway: string;

  constructor({ namespace, address, port, gateway }: HostFacts) {
    this.namespace = namespace;
    this.address = address;
    this.port = port;
    this.gateway = gateway;
  }

  /** Runs a command on this host. */
  exec(command: string, ...args: string[]): string {
    return run('ip', 'netns', 'exec', this.namespace, command, ...args);
  }

  /** A program that starts another one on this host, for those who take a path and no arguments. */
  wrap(program: string, dir: string): string {
    const path = join(dir, this.namespace);
    writeFileSync(path, `#!/bin/sh\nexec ip netns exec ${this.namespace} ${program} "$@"\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** A rule of its firewall: `iptables` without the command. Answers how to take it back. */
  rule(chain: string, ...rule: string[]): () => void {
    this.exec('iptables', '-w', '-A', chain, ...rule);
    return () => void this.exec('iptables', '-w', '-D', chain, ...rule);
  }

  /** Nothing of this protocol gets out or in, without a word to anybody. */
  block(protocol: Protocol, ...match: string[]): () => void {
    const undo = [
      this.rule('OUTPUT', '-p', protocol, ...match, '-j', 'DROP'),
      this.rule('INPUT', '-p', protocol, ...match.map(mirrored), '-j', 'DROP'),
    ];
    return () => undo.forEach((one) => void one());
  }

  /** Packets that come in are lost by chance, 0 to 1. */
  lose(protocol: Protocol, probability: number): () => void {
    const chance = ['-m', 'statistic', '--mode', 'random', '--probability', `${probability}`];
    return this.rule('INPUT', '-p', protocol, ...chance, '-j', 'DROP');
  }

  /** What this host begins to send to `to` from now on goes to `via` instead, unnoticed by the sender. */
  divert(protocol: Protocol, to: { address: string; port: number }, via: { address: string; port: number }): void {
    const match = ['-p', protocol, '-d', to.address, '--dport', `${to.port}`];
    this.exec(
      'iptables',
      '-w',
      '-t',
      'nat',
      '-A',
      'OUTPUT',
      ...match,
      '-j',
      'DNAT',
      '--to-destination',
      `${via.address}:${via.port}`,
    );
  }

  /** Limits what comes to this host, in kbit/s; what does not fit waits for up to `queueMs`, and is dropped. */
  limitDownlink(kbps: number, queueMs = 400): () => void {
    run('tc', ...tokenBucket(this.port, { kbps, queueMs }));
    return () => void run('tc', 'qdisc', 'del', 'dev', this.port, 'root');
  }

  /** Limits what this host sends over its link, in the same way. */
  limitUplink(link: string, kbps: number, queueMs = 400): () => void {
    this.exec('tc', ...tokenBucket(link, { kbps, queueMs }));
    return () => void this.exec('tc', 'qdisc', 'del', 'dev', link, 'root');
  }

  /** An interface gets its address, as from DHCP. */
  connect(link: string, address: string): void {
    this.exec('ip', 'addr', 'replace', `${address}/24`, 'dev', link);
    this.exec('ip', 'link', 'set', link, 'up');
    this.route(link);
  }

  /** The machine sleeps: nothing runs, and nothing reaches it. Answers how to wake it. */
  sleep(): () => void {
    run('ip', 'link', 'set', this.port, 'down');
    const pids = run('ip', 'netns', 'pids', this.namespace).split('\n').filter(Boolean);
    for (const pid of pids) tryRun('kill', '-STOP', pid);
    return () => {
      for (const pid of pids) tryRun('kill', '-CONT', pid);
      run('ip', 'link', 'set', this.port, 'up');
    };
  }

  /** Its cable is out: everything runs, and nothing gets out or in. Answers how to plug it in again. */
  unplug(): () => void {
    run('ip', 'link', 'set', this.port, 'down');
    return () => void run('ip', 'link', 'set', this.port, 'up');
  }

  /** What leaves the network goes by this interface. */
  route(link: string): void {
    this.exec('ip', 'route', 'replace', 'default', 'via', this.gateway, 'dev', link);
  }

  /** An interface is gone, and its address with it. */
  disconnect(link: string): void {
    this.exec('ip', 'addr', 'flush', 'dev', link);
    this.exec('ip', 'link', 'set', link, 'down');
  }
}

/** `--dport` of what goes out is `--sport` of what comes back. */
const mirrored = (word: string) =>
  ({ '--dport': '--sport', '--sport': '--dport', '-d': '-s', '-s': '-d' })[word] ?? word;
