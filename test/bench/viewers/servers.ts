import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/control-stack.ts';
import { TestProcess } from '../../support/process.ts';
import { until } from '../../support/until.ts';
import { partBytes } from './feed.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export interface ServerUnderTest {
  readonly pid: number;
  readonly port: number;
  close(): Promise<void>;
}

export interface Origin extends ServerUnderTest {
  readonly url: string;
  readonly secret: string;
  /** Playlists, media and access checks answered so far. */
  requests(): Promise<number>;
}

export async function startOrigin(): Promise<Origin> {
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-viewers-'));
  const [port, secret] = [await freePort(), randomBytes(24).toString('hex')];
  const origin = await TestProcess.start({
    name: 'origin',
    command: process.execPath,
    args: [join(root, 'apps/origin/src/main.ts')],
    env: { ROSTRUM_SECRET: secret, ROSTRUM_PORT: `${port}`, ROSTRUM_DATA_DIR: dir, ROSTRUM_LOG_LEVEL: 'info' },
    readyWhen: /"msg":"started"/,
  }).catch(async (error) => {
    await rm(dir, { recursive: true, force: true });
    throw error;
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    pid: origin.pid,
    port,
    url,
    secret,
    requests: async () => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const counters = text.matchAll(/^rostrum_origin_(?:playlists|media|accesses)_total(?:\{.*\})? (\d+)/gm);
      return Array.from(counters, ([, count]) => Number(count)).reduce((sum, count) => sum + count, 0);
    },
    close: async () => {
      await origin.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** The edge that infra/edge describes, before this origin. */
export async function startEdge(origin: Origin): Promise<ServerUnderTest> {
  const config = await readFile(join(root, 'infra/edge/nginx.conf'), 'utf8');
  return startNginx((dir, port) =>
    config
      .replaceAll('CACHE', dir)
      .replace('server ORIGIN;', `server 127.0.0.1:${origin.port};`)
      .replace('listen LISTEN;', `listen ${port};`),
  );
}

/** The same bytes as files: what serving them costs when nothing has to be known about them. */
export async function startFiles(playlist: string): Promise<ServerUnderTest> {
  return startNginx(
    (dir, port) => `
      worker_processes auto; worker_rlimit_nofile 65536; pid ${dir}/nginx.pid; error_log stderr warn;
      events { worker_connections 16384; }
      http {
        access_log off; sendfile on; tcp_nodelay on; keepalive_requests 100000; open_file_cache max=100;
        client_body_temp_path ${dir}/body; proxy_temp_path ${dir}/proxy; fastcgi_temp_path ${dir}/fastcgi;
        uwsgi_temp_path ${dir}/uwsgi; scgi_temp_path ${dir}/scgi;
        server { listen ${port}; root ${dir}/files; }
      }`,
    async (dir) => {
      await mkdir(join(dir, 'files'));
      await writeFile(join(dir, 'files', 'media.m3u8'), playlist);
      await writeFile(join(dir, 'files', 'part.m4s'), randomBytes(partBytes));
    },
  );
}

async function startNginx(
  config: (dir: string, port: number) => string,
  prepare: (dir: string) => Promise<void> = async () => undefined,
): Promise<ServerUnderTest> {
  const [dir, port] = [await mkdtemp(join(tmpdir(), 'rostrum-nginx-')), await freePort()];
  // Its workers run as another user when we are root.
  await chmod(dir, 0o755);
  await prepare(dir);
  await writeFile(join(dir, 'nginx.conf'), config(dir, port));
  const child = spawn('nginx', ['-c', join(dir, 'nginx.conf'), '-p', dir, '-g', 'daemon off;'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += chunk;
  });
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', (error) => {
      words += `${error.message}; the package nginx-light has it`;
      resolve(undefined);
    });
  });
  const close = async () => {
    child.kill('SIGTERM');
    await exited;
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await until(() => isListening(port));
  } catch (cause) {
    await close();
    throw new Error(`nginx does not start: ${words}`, { cause });
  }
  return { pid: child.pid ?? 0, port, close };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
