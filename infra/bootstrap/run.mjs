import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const keptLines = 25;
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ctrl-C while a command ran, which has ended by now. What is thrown, so that whoever made something removes it first. */
export class Interrupted extends Error {}

/**
 * Runs a command to its end, or ends it after `timeoutMs`.
 * @param {string} command
 * @param {string[]} args
 * @param {object} options
 * @param {number} options.timeoutMs
 * @param {string} [options.cwd]
 * @param {Record<string, string | undefined>} [options.env]
 * @param {(line: string) => void} [options.onLine]
 * @param {(pid: number) => void} [options.end] default: it is killed, with everything that it started
 * @returns {Promise<{ code: number | null, timedOut: boolean, tail: string }>} `tail`: its last lines, both streams
 * @throws Interrupted
 */
export async function run(command, args, { timeoutMs, cwd, env, onLine, end = killGroup }) {
  // A group of its own, so that a kill reaches its children too.
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
  const timer = setTimeout(() => {
    timedOut = true;
    end(child.pid);
  }, timeoutMs);
  // A Ctrl-C meanwhile does not reach the other group by itself.
  let interrupted = false;
  const interrupt = () => {
    // npm passes the same Ctrl-C on once more, and people press it twice.
    if (!interrupted && child.pid !== undefined) end(child.pid);
    interrupted = true;
  };
  for (const signal of signals) process.on(signal, interrupt);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      tail.push(`${command}: ${error.message}`);
      resolve(null);
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  // Otherwise they stay, and no second signal ends us before what was made is removed.
  if (interrupted) throw new Interrupted(`${command} was interrupted.`);
  for (const signal of signals) process.off(signal, interrupt);
  return { code, timedOut, tail: tail.join('\n') };
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
}
