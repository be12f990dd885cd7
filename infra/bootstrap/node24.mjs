import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const parentCheckMs = 500;

/**
 * Goes on with a TypeScript program under the Node 24 of node_modules, and ends as it ends. It has a process group of its own,
 * so a Ctrl-C reaches it once, through us, and it can end its children in order; when we are gone, its channel closes.
 */
export function continueWith(root, { program, args, env }) {
  const child = spawn(join(root, 'node_modules/node/bin/node'), [join(root, program), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  endWithNpm(child);
  child.once('error', (error) => {
    process.stderr.write(`Node 24 could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => {
    if (signal) process.stderr.write(`Rostrum was ended by ${signal}.\n`);
    process.exit(code ?? 1);
  });
}

/**
 * `npm start` that is killed takes us along: nobody would be left to press Ctrl-C. npm starts us through a shell, which may
 * have stayed between us.
 */
function endWithNpm(child) {
  if (!process.env.npm_lifecycle_event) return;
  const before = parents();
  const timer = setInterval(() => {
    if (parents() === before) return;
    clearInterval(timer);
    child.kill('SIGTERM');
  }, parentCheckMs);
  timer.unref();
}

/** Our parent, and a shell's own parent with it. */
function parents() {
  const parent = process.ppid;
  try {
    const [, program, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return /^(sh|dash|bash)$/.test(program) ? `${parent} ${rest.split(' ')[1]}` : `${parent}`;
  } catch {
    return `${parent}`; // No /proc on this system.
  }
}
