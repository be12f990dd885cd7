import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly onLine: (line: string) => void;
}

const running = new Set<number>();

/** Runs a command to its end. Answers its exit code, or undefined when it did not end in time and was killed. */
export async function runCommand(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<number | undefined> {
  const [program, ...args] = command;
  const { cwd, env, timeoutMs, onLine } = options;
  // A group of its own, so that whatever it started can be ended with it.
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const { pid } = child;
  if (pid !== undefined) running.add(pid);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  const timer = setTimeout(endCommands, timeoutMs);
  const code = await new Promise<number | undefined>((resolve) => {
    child.once('error', (error) => {
      onLine(error.message);
      resolve(undefined);
    });
    child.once('close', (exitCode) => resolve(exitCode ?? undefined));
  });
  clearTimeout(timer);
  if (pid !== undefined) running.delete(pid);
  return code;
}

/** Kills what runs, with everything that it started. */
export function endCommands(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It ended in this moment.
    }
  }
}
