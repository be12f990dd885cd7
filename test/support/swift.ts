import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3Options, S3Storage } from '@rostrum/storage';
import { freePort } from './control-stack.ts';

const program = fileURLToPath(new URL('swift-server.py', import.meta.url));
const account = { region: 'us-east-1', keyId: 'test:tester', keySecret: 'testing', isPathStyle: true };
const startWithinMs = 60_000;

/** Why there is no S3-compatible server here; false when there is. */
export const withoutSwift = existsSync('/usr/bin/swift-proxy-server') ? false : 'Swift is not installed';

/** OpenStack Swift with its S3 interface, on loopback: a real server that keeps what it takes in a temporary folder. */
export class Swift {
  readonly endpoint: string;
  readonly #child: ChildProcess;
  readonly #folder: string;

  private constructor(child: ChildProcess, { folder, port }: { folder: string; port: number }) {
    this.#child = child;
    this.#folder = folder;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  static async start(): Promise<Swift> {
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-swift-'));
    const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
    // Debian's own Python, which has Swift's modules. It ends when our end of its input closes.
    const child = spawn('/usr/bin/python3', [program, folder, ...ports.map(String)], { stdio: 'pipe' });
    const said: string[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const fail = (why: string) => reject(new Error(`Swift ${why}:\n${said.slice(-20).join('\n')}`));
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (line) => {
        said.push(line);
        if (line === 'swift is ready') resolve();
      });
    }
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`));
    const timer = setTimeout(() => fail('is not ready in time'), startWithinMs);
    const swift = new Swift(child, { folder, port: ports[0] ?? 0 });
    await promise
      .finally(() => clearTimeout(timer))
      .catch(async (error: unknown) => {
        await swift.stop();
        throw error;
      });
    return swift;
  }

  /** A new bucket. */
  async makeBucket(name: string): Promise<S3Options> {
    const { region, keyId: accessKeyId, keySecret: secretAccessKey } = account;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ region, endpoint: this.endpoint, forcePathStyle: true, credentials });
    await client.send(new CreateBucketCommand({ Bucket: name }));
    client.destroy();
    return { ...account, bucket: name, endpoint: this.endpoint };
  }

  /** A storage in a new bucket. */
  async open(name: string, more: Partial<S3Options> = {}): Promise<S3Storage> {
    return new S3Storage({ ...(await this.makeBucket(name)), ...more });
  }

  /** Stops it as if it hung, or lets it go on. */
  hang(hangs: boolean): void {
    this.#child.kill(hangs ? 'SIGSTOP' : 'SIGCONT');
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGKILL');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** The settings of a process that keeps all in this bucket. */
export const s3Environment = ({ bucket, endpoint = '', keyId, keySecret }: S3Options): Record<string, string> => ({
  ROSTRUM_STORAGE: 's3',
  ROSTRUM_S3_BUCKET: bucket,
  ROSTRUM_S3_ENDPOINT: endpoint,
  ROSTRUM_S3_KEY_ID: keyId,
  ROSTRUM_S3_KEY_SECRET: keySecret,
});
