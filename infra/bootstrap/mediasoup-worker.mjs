import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';
import { note, StepFailed } from './step.mjs';
import { ensureSystemPackages, workerBuildPackages } from './system-packages.mjs';
import { buildWorker } from './worker-build.mjs';

// A download that has not ended by then loses to the build: on a closed network it would only hang.
const prebuiltTimeoutMs = 6000;

/**
 * The media worker of mediasoup, a C++ program: the one that MEDIASOUP_WORKER_BIN names, the cached one, upstream's prebuilt
 * one, or one built here. The cache is outside the clone, so that a second clone starts at once.
 * @param {string} root
 * @param {import('./platform.mjs').Platform} platform
 * @returns {Promise<{ said: string, value: string }>} the program's path
 */
export async function ensureMediasoupWorker(root, platform) {
  const packageDir = join(root, 'node_modules/mediasoup');
  const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8'));
  const given = process.env.MEDIASOUP_WORKER_BIN;
  if (given) {
    if (runs(given)) return { said: `${given}, from MEDIASOUP_WORKER_BIN`, value: given };
    throw new StepFailed(`${given} is not a mediasoup worker that runs here.`, {
      advice: 'Point MEDIASOUP_WORKER_BIN at one that does, or unset it.',
    });
  }
  const cached = cachePath(platform, version);
  if (runs(cached)) return { said: `${version}, cached`, value: cached };

  if (await fetchPrebuilt(packageDir, cached)) return { said: `${version}, upstream's prebuilt one`, value: cached };
  note(
    'upstream has no prebuilt worker within reach: building it, which takes four to eight minutes on two cores, once',
  );
  await ensureSystemPackages(workerBuildPackages, platform);
  // It may only have lacked the libraries that have just come.
  if (runs(cached)) return { said: `${version}, cached`, value: cached };
  await buildWorker({ packageDir, overlay: join(root, 'infra/mediasoup-worker'), output: `${cached}.new` });
  return { said: `${version}, built here`, value: keep(`${cached}.new`, cached) };
}

function cachePath({ id, version, arch }, mediasoupVersion) {
  const folder = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  // The libraries that it is linked with belong to a distribution's version.
  return join(folder, 'rostrum', `mediasoup-worker-${mediasoupVersion}-${id}${version}-${arch}`);
}

/** Without its version in the environment a worker says that it was not started by mediasoup and exits with 41. */
const runs = (program) => existsSync(program) && spawnSync(program, { env: {}, stdio: 'ignore' }).status === 41;

/** mediasoup's own install step knows the address; with no Python it cannot go on to its own build, which needs pip. */
async function fetchPrebuilt(packageDir, cached) {
  const env = { ...process.env, PYTHON: 'false', MEDIASOUP_WORKER_BIN: undefined };
  const node = join(packageDir, '../node/bin/node');
  await run(node, ['npm-scripts.mjs', 'postinstall'], { cwd: packageDir, env, timeoutMs: prebuiltTimeoutMs });
  const fetched = join(packageDir, 'worker/out/Release/mediasoup-worker');
  if (!runs(fetched)) {
    rmSync(fetched, { force: true }); // Half a download, or made for another system.
    return false;
  }
  mkdirSync(dirname(cached), { recursive: true });
  copyFileSync(fetched, `${cached}.new`);
  keep(`${cached}.new`, cached);
  return true;
}

/** A program that runs takes its place in one step, so that an interrupted start leaves no half of it. */
function keep(made, cached) {
  chmodSync(made, 0o755);
  if (!runs(made)) {
    throw new StepFailed('The mediasoup worker was built but does not run here.', {
      advice: `Try it by hand: ${made}`,
    });
  }
  renameSync(made, cached);
  return cached;
}
