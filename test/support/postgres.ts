import { execFile } from 'node:child_process';
import { chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './control-stack.ts';
import { TestProcess } from './process.ts';

const run = promisify(execFile);
const debianFolder = '/usr/lib/postgresql';

/** Debian keeps the server's programs in a folder of their version, out of the PATH. */
async function programs(): Promise<string | undefined> {
  const versions = await readdir(debianFolder).catch(() => []);
  const [newest] = versions.toSorted((a, b) => Number(b) - Number(a));
  return newest === undefined ? undefined : join(debianFolder, newest, 'bin');
}

/** The server refuses to be root; the package has made a user for it. */
async function user(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => (await run('id', [option, 'postgres'])).stdout),
  );
  return { uid: Number(uid), gid: Number(gid) };
}

/** A PostgreSQL server of a test's own, in a folder of its own, that forgets everything with it. */
export class Postgres {
  readonly url: string;
  readonly process: TestProcess;
  readonly #dir: string;

  private constructor(url: string, process: TestProcess, dir: string) {
    this.url = url;
    this.process = process;
    this.#dir = dir;
  }

  /** Why there is none; undefined when there is. */
  static async missing(): Promise<string | undefined> {
    return (await programs()) ? undefined : 'needs PostgreSQL (Debian: postgresql)';
  }

  static async start(): Promise<Postgres> {
    const bin = await programs();
    if (bin === undefined) throw new Error('PostgreSQL is missing');
    const as = await user();
    const dir = await mkdtemp(join(tmpdir(), 'rostrum-postgres-'));
    if (as) await chown(dir, as.uid, as.gid);
    const data = join(dir, 'data');
    await run(join(bin, 'initdb'), ['-D', data, '-U', 'rostrum', '-A', 'trust', '--no-sync'], { ...as, cwd: dir });
    const port = await freePort();
    const settings = ['fsync=off', 'unix_socket_directories=', 'listen_addresses=127.0.0.1', `port=${port}`];
    const server = await TestProcess.start({
      name: 'postgres',
      command: join(bin, 'postgres'),
      args: ['-D', data, ...settings.flatMap((setting) => ['-c', setting])],
      ...(as ? { as } : {}),
      readyWhen: /ready to accept connections/,
    });
    return new Postgres(`postgresql://rostrum@127.0.0.1:${port}/postgres`, server, dir);
  }

  async stop(): Promise<void> {
    this.process.kill('SIGINT'); // "Fast": it does not wait for its clients.
    await this.process.stop();
    await rm(this.#dir, { recursive: true, force: true });
  }
}
