import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { Refusal } from './refusal.ts';

/** A number that a process has for its whole life and no later one with the same pid: its start in clock ticks, proc(5). */
function startedAt(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold anything; the start is the 22nd.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined; // No such process, or no /proc on this system.
  }
}

function isAlive(holder: string): boolean {
  const [number = '', started = ''] = holder.split(' ');
  const pid = Number.parseInt(number, 10);
  if (!(pid > 0)) return false; // Nothing was written any more; 0 and below would mean whole groups.
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is alive and somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === (startedAt(pid) ?? '');
}

/** One process at a time in a folder. What a dead process left behind does not hold. */
export class FolderLock {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  /** @throws Refusal when another live process holds it */
  static take(file: string): FolderLock {
    const content = `${process.pid} ${startedAt(process.pid) ?? ''}`;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
        return new FolderLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = readFileSync(file, 'utf8');
      if (isAlive(holder)) {
        throw new Refusal(
          `Rostrum already runs with this data folder (process ${holder.split(' ')[0]}).\n` +
            'End it first, or give this one another folder: ROSTRUM_DATA_DIR=…',
          { exitCode: 75 },
        );
      }
      // Moved away under a name of ours, so that of two starts that see it dead only one removes it.
      renameSync(file, `${file}.${process.pid}`);
      rmSync(`${file}.${process.pid}`);
    }
    throw new Refusal(`${file} could not be taken. Start again.`, { exitCode: 75 });
  }

  release(): void {
    rmSync(this.#file, { force: true });
  }
}
