import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';
import { note, StepFailed } from './step.mjs';

const configureTimeoutMs = 3 * 60_000;
const buildTimeoutMs = 40 * 60_000;
const progressEveryMs = 20_000;

/**
 * Builds the worker from the C++ sources in the npm package and the libraries of the distribution.
 * @param {{ packageDir: string, overlay: string, output: string }} options `overlay`: see its README
 */
export async function buildWorker({ packageDir, overlay, output }) {
  const work = mkdtempSync(join(tmpdir(), 'rostrum-worker-'));
  try {
    const source = join(work, 'worker');
    const build = join(work, 'build');
    cpSync(join(packageDir, 'worker'), source, { recursive: true });
    // In place of the wrap files, which download what the worker depends on.
    rmSync(join(source, 'subprojects'), { recursive: true });
    cpSync(join(overlay, 'subprojects'), join(source, 'subprojects'), { recursive: true });
    const command = (program, args, rest = {}) =>
      must(program, args, { cwd: source, timeoutMs: configureTimeoutMs, ...rest });
    await command('patch', ['-p1', '-i', join(overlay, 'debian.patch')]);
    await command('meson', ['setup', '--buildtype', 'release', '-Db_ndebug=true', build]);
    // One compiler for each core, not ninja's two more: a compiler takes up to half a gigabyte.
    await command('ninja', ['-j', String(availableParallelism()), '-C', build, 'mediasoup-worker'], {
      timeoutMs: buildTimeoutMs,
      onLine: progress(),
    });
    mkdirSync(dirname(output), { recursive: true });
    await command('strip', ['-o', output, join(build, 'mediasoup-worker')]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Says now and then how far ninja is, from its `[12/345]`. */
function progress() {
  const startedAt = performance.now();
  let saidAt = startedAt;
  return (line) => {
    const [, done, of] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    const now = performance.now();
    if (!done || now - saidAt < progressEveryMs) return;
    saidAt = now;
    note(`building the mediasoup worker: ${done} of ${of} files after ${Math.round((now - startedAt) / 1000)} s`);
  };
}

async function must(program, args, options) {
  const { code, timedOut, tail } = await run(program, args, options);
  if (code === 0) return;
  throw new StepFailed(`Building the mediasoup worker: ${program} ${timedOut ? 'did not end in time' : 'failed'}.`, {
    advice:
      'On a machine with another distribution, set MEDIASOUP_WORKER_BIN to a worker of the same version that runs there. ' +
      'infra/mediasoup-worker/README.md says how it is built.',
    detail: tail,
  });
}
