import { spawnSync } from 'node:child_process';

/** Runs a command of the system to its end. They are short, and a teardown must not be interrupted between them. */
export function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 10_000 });
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')}: ${error?.message ?? stderr.trim()}`);
}

/** The same, for cleaning up: what is gone already is as it should be. */
export function tryRun(command: string, ...args: string[]): void {
  spawnSync(command, args, { timeout: 10_000 });
}

/** Why networks of our own cannot be made here; undefined when they can. */
export function whyNoNetworks(): string | undefined {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux';
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  const name = `rostrum-${process.pid}-try`;
  try {
    run('ip', 'netns', 'add', name);
    run('ip', 'netns', 'exec', name, 'iptables', '-w', '-A', 'OUTPUT', '-p', 'udp', '-j', 'DROP');
    return undefined;
  } catch (error) {
    return `no network namespaces with a firewall here: ${(error as Error).message}`;
  } finally {
    tryRun('ip', 'netns', 'del', name);
  }
}
