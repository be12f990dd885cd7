import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';
import { note, StepFailed } from './step.mjs';

const installTimeoutMs = 10 * 60_000;
const pingTimeoutMs = 30_000;

/**
 * Installs what the lock file says, unless it is installed. Not by `npm ci`: a registry that mirrors the packages of some
 * platforms only leaves the others out of the lock file, and `npm ci` then refuses. `--no-save` leaves the lock file as it is.
 */
export async function ensureNpmPackages(root) {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(root, 'node_modules/.rostrum-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { said: 'up to date' };
  if (isInstalled(root, JSON.parse(lock))) {
    writeFileSync(stamp, hash);
    return { said: 'as the lock file says' };
  }
  note('npm install: the packages of package-lock.json come into node_modules');
  const isAway = await isRegistryAway(root);
  if (isAway) note("the npm registry cannot be reached: trying with what is in npm's cache");
  const args = [
    'install',
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    ...(isAway ? ['--offline'] : []),
  ];
  const { code, timedOut, tail } = await run('npm', args, {
    cwd: root,
    timeoutMs: installTimeoutMs,
    // Any value keeps mediasoup's own install step from downloading or building; a later step of ours does that.
    env: { ...process.env, MEDIASOUP_WORKER_BIN: process.env.MEDIASOUP_WORKER_BIN || 'later' },
  });
  if (code !== 0) {
    throw new StepFailed(`npm install ${timedOut ? 'did not end in time' : 'failed'}.`, {
      advice: adviceAfter(tail, root),
      detail: tail,
    });
  }
  writeFileSync(stamp, hash);
  return { said: 'installed' };
}

/** npm itself tries hundreds of packages, each for a minute, and says nothing. A registry that does not know `ping` answers. */
async function isRegistryAway(root) {
  const args = ['ping', '--fetch-retries=1', '--fetch-retry-mintimeout=2000'];
  const { code, tail } = await run('npm', args, { cwd: root, timeoutMs: pingTimeoutMs });
  return code !== 0 && /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH)\b/.test(tail);
}

function adviceAfter(tail, root) {
  if (/\b(EACCES|EPERM|EROFS)\b/.test(tail)) return `Start it as somebody who may write in ${root}.`;
  if (/\bENOSPC\b/.test(tail)) return 'Make room on the disk, then start again.';
  return 'Is the npm registry reachable from here (npm ping)? Then start again.';
}

/**
 * npm writes down what it installed. Each entry must be the lock's, and each of the lock's entries must be there, except
 * optional ones, which npm leaves out on platforms that they are not for.
 */
function isInstalled(root, lock) {
  const file = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(file)) return false;
  const installed = JSON.parse(readFileSync(file, 'utf8')).packages;
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = installed[path];
    if (!found) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

/** `tap build`: .taprc takes tap's TypeScript plugin out (Node strips the types), and tap must be told once for each install. */
export async function ensureTapPlugins(root) {
  const stamp = join(root, 'node_modules/.rostrum-tap');
  // npm's own record is written anew by each install, which also undoes what tap has built.
  const { mtimeMs } = statSync(join(root, 'node_modules/.package-lock.json'));
  const settings = `${readFileSync(join(root, '.taprc'), 'utf8')}\n${mtimeMs}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === settings) return { said: 'up to date' };
  const node = join(root, 'node_modules/node/bin/node');
  const { code, tail } = await run(node, [join(root, 'node_modules/.bin/tap'), 'build'], {
    cwd: root,
    timeoutMs: 120_000,
  });
  if (code !== 0)
    throw new StepFailed('tap could not set up its plugins.', { advice: 'Try: npx tap build', detail: tail });
  writeFileSync(stamp, settings);
  return { said: 'built' };
}
