// Runs our own Redis and ends it when whoever started us is gone, however they ended: redis-server itself cannot know.
// Arguments: port, folder. The password comes in the environment and goes to Redis by stdin, so that no process list has it.
import { spawn } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const graceMs = 4000;
const [port = '', folder = ''] = process.argv.slice(2);
const pidFile = join(folder, 'redis.pid');

const settings = `
bind 127.0.0.1
port ${port}
dir "${folder}"
pidfile "${pidFile}"
requirepass ${process.env.REDIS_PASSWORD}
daemonize no
appendonly yes
save 300 1
# A queue must never lose a job to make room for another.
maxmemory-policy noeviction
`;

/** The Redis of a guard that was killed with SIGKILL still holds port and folder: known by its working directory. */
async function endLeftover(): Promise<void> {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8'));
    for (let waitedMs = 0; waitedMs < graceMs && readlinkSync(`/proc/${pid}/cwd`) === folder; waitedMs += 50) {
      process.kill(pid, 'SIGTERM');
      await sleep(50);
    }
  } catch {
    // No such file or process: there is none.
  }
}

await endLeftover();
// A group of its own: a Ctrl-C on the terminal must reach it after the processes that still write to it.
const redis = spawn('redis-server', ['-'], { stdio: ['pipe', 'inherit', 'inherit'], detached: true });
redis.stdin.end(settings);
try {
  // What a room was asked for is answered when it is kept: signaling waits for this process.
  if (redis.pid !== undefined) setPriority(redis.pid, constants.priority.PRIORITY_HIGH);
} catch {
  // Not root: everything runs alike.
}

function end(): void {
  redis.kill('SIGTERM');
  setTimeout(() => redis.kill('SIGKILL'), graceMs).unref();
}
process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('SIGINT', end);
redis.once('error', (error) => {
  process.stderr.write(`redis-server cannot be started: ${error.message}\n`);
  process.exit(1);
});
redis.once('exit', (code, signal) => {
  if (signal) process.stderr.write(`redis-server was ended by ${signal}\n`);
  process.exit(code ?? 1);
});
