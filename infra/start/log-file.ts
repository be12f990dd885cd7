import { closeSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';

const keptFiles = 4;
const tailBytes = 16 * 1024;

/** What a process writes, JSON lines: `name.log` of this run, `name.1.log` of the one before, and so on. */
export class LogFile {
  readonly path: string;
  readonly fd: number;

  private constructor(path: string) {
    this.path = path;
    this.fd = openSync(path, 'a', 0o600);
  }

  static open(folder: string, name: string): LogFile {
    const numbered = (age: number) => `${folder}/${name}${age === 0 ? '' : `.${age}`}.log`;
    rmSync(numbered(keptFiles), { force: true });
    for (let age = keptFiles - 1; age >= 0; age -= 1) {
      try {
        renameSync(numbered(age), numbered(age + 1));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    return new LogFile(numbered(0));
  }

  /** Why the process ended, as far as it wrote it: the last error of a logger, or its last words that are not JSON. */
  lastWords(): string {
    const lines = this.#tail().trim().split('\n');
    const fatal = lines.map(readError).filter((message) => message !== undefined);
    const plain = lines.filter((line) => line !== '' && !line.startsWith('{')).slice(-8);
    return [...fatal.slice(-1), ...plain].join('\n');
  }

  #tail(): string {
    const { size } = statSync(this.path);
    const buffer = Buffer.alloc(Math.min(size, tailBytes));
    const fd = openSync(this.path, 'r');
    try {
      const length = readSync(fd, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString('utf8', 0, length);
    } finally {
      closeSync(fd);
    }
  }

  close(): void {
    closeSync(this.fd);
  }
}

function readError(line: string): string | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: string; msg?: string; err?: { message?: string } };
    return level === 'fatal' || level === 'error' ? [msg, err?.message].filter(Boolean).join(': ') : undefined;
  } catch {
    return undefined; // Cut off by a crash.
  }
}
