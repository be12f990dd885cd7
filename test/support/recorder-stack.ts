import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FolderStorage } from '@rostrum/storage';
import { freePort } from './control-stack.ts';
import { TestProcess } from './process.ts';

const module = fileURLToPath(new URL('../../workers/recorder/src/main.ts', import.meta.url));

/** A recorder over a data folder, taking jobs from a Redis. */
export const startRecorder = ({ dir, redisUrl }: { dir: string; redisUrl: string }): Promise<TestProcess> =>
  TestProcess.start({
    name: 'recorder',
    command: process.execPath,
    args: [module],
    env: {
      ROSTRUM_SECRET: 'x'.repeat(32),
      ROSTRUM_PORT: '0',
      ROSTRUM_DATA_DIR: dir,
      ROSTRUM_LOG_LEVEL: 'debug',
      REDIS_URL: redisUrl,
    },
    readyWhen: /"msg":"started"/,
  });

/** Redis and recorders as real processes, over one data folder. */
export class RecorderStack {
  readonly dir: string;
  readonly storage: FolderStorage;
  readonly redisUrl: string;
  redis!: TestProcess;
  readonly #redisPort: number;
  readonly #recorders: TestProcess[] = [];

  private constructor(dir: string, parts: { storage: FolderStorage; redisPort: number }) {
    this.dir = dir;
    this.storage = parts.storage;
    this.#redisPort = parts.redisPort;
    this.redisUrl = `redis://127.0.0.1:${parts.redisPort}`;
  }

  static async start(): Promise<RecorderStack> {
    const dir = await mkdtemp(join(tmpdir(), 'rostrum-recorder-'));
    const storage = await FolderStorage.open(join(dir, 'media'));
    const stack = new RecorderStack(dir, { storage, redisPort: await freePort() });
    await stack.restartRedis();
    return stack;
  }

  /** On the same port, as empty as at first. */
  async restartRedis(): Promise<void> {
    await this.redis?.stop();
    this.redis = await TestProcess.start({
      name: 'redis',
      command: 'redis-server',
      args: ['--port', `${this.#redisPort}`, '--bind', '127.0.0.1', '--save', '', '--dir', this.dir],
      readyWhen: /Ready to accept connections/,
    });
  }

  get workDir(): string {
    return join(this.dir, 'work');
  }

  pathOf(key: string): string {
    return join(this.dir, 'media', key);
  }

  async startRecorder(): Promise<TestProcess> {
    const recorder = await startRecorder(this);
    this.#recorders.push(recorder);
    return recorder;
  }

  async stop(): Promise<void> {
    for (const recorder of this.#recorders) await recorder.stop();
    await this.redis.stop();
    await rm(this.dir, { recursive: true, force: true });
  }
}
