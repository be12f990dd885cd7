import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const keptLines = 25;

/**
 * Runs a command to its end, or kills it with everything that it started after `timeoutMs`.
 * @param {string} command
 * @param {string[]} args
 * @param {{ timeoutMs: number, cwd?: string, env?: Record<string, string | undefined>, onLine?: (line: string) => void }} options
 * @returns {Promise<{ code: number | null, timedOut: boolean, tail: string }>} `tail`: its last lines, both streams
 */
export async function run(command, args, { timeoutMs, cwd, env, onLine }) {
  // A group of its own, so that the timeout reaches its children too.
  const child = spawn(command, args, {
    cwd,
    env: env ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const tail = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > keptLines) tail.shift();
      onLine?.(line);
    });
  }
  let timedOut = false;
  const killGroup = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Already gone.
    }
  };
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup();
  }, timeoutMs);
  // A Ctrl-C meanwhile does not reach the other group by itself.
  const interrupted = () => {
    killGroup();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      tail.push(`${command}: ${error.message}`);
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  return { code, timedOut, tail: tail.join('\n') };
}
