import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderLock } from './folder-lock.ts';
import { Refusal } from './refusal.ts';

/** Everything that Rostrum keeps on this machine, for its owner alone. */
export class DataFolder {
  readonly path: string;
  readonly secret: string;
  readonly #lock: FolderLock;

  private constructor(path: string, rest: { secret: string; lock: FolderLock }) {
    this.path = path;
    this.secret = rest.secret;
    this.#lock = rest.lock;
  }

  /** @throws Refusal when it cannot be made, or another Rostrum uses it */
  static open(dataDir: string, { secret }: { secret?: string | undefined } = {}): DataFolder {
    const path = resolve(dataDir);
    try {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      chmodSync(path, 0o700);
      mkdirSync(join(path, 'redis'), { recursive: true, mode: 0o700 });
      mkdirSync(join(path, 'logs'), { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new Refusal(`The data folder ${path} cannot be used: ${(error as Error).message}`, { exitCode: 73 });
    }
    const lock = FolderLock.take(join(path, 'lock'));
    try {
      return new DataFolder(path, { secret: secret ?? keptSecret(join(path, 'secret')), lock });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** In the folder. */
  file(...names: string[]): string {
    return join(this.path, ...names);
  }

  close(): void {
    this.#lock.release();
  }
}

/** Made once: with another one every link that was ever given out would stop working. */
function keptSecret(file: string): string {
  try {
    const secret = readFileSync(file, 'utf8').trim();
    if (secret.length >= 32) return secret;
    throw new Refusal(
      `${file} holds no secret of at least 32 characters. Restore it from a backup, or remove it: then all links change.`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const secret = randomBytes(32).toString('base64url');
  writeFileSync(file, `${secret}\n`, { flag: 'wx', mode: 0o600 });
  return secret;
}
