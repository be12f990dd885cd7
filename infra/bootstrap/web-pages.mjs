import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './run.mjs';
import { StepFailed } from './step.mjs';

const buildTimeoutMs = 5 * 60_000;
const notSources = new Set(['node_modules', 'dist', '.tap', '.turbo']);

/** `vite build` of apps/web, unless it was built from the very same files. */
export async function ensureWebPages(root) {
  const stamp = join(root, 'node_modules/.rostrum-web');
  const hash = hashSources(root);
  const built = existsSync(join(root, 'apps/web/dist/index.html'));
  if (built && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return { said: 'up to date' };
  const args = [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'];
  const { code, timedOut, tail } = await run(join(root, 'node_modules/node/bin/node'), args, {
    cwd: join(root, 'apps/web'),
    timeoutMs: buildTimeoutMs,
  });
  if (code !== 0) {
    throw new StepFailed(`The web pages could not be built${timedOut ? ' in time' : ''}.`, {
      advice: 'Was a file of apps/web changed? Its own words: npm run build -w apps/web',
      detail: tail,
    });
  }
  writeFileSync(stamp, hash);
  return { said: 'built' };
}

/** Of the pages, of each package of ours that they use, and of the lock file. */
function hashSources(root) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of workspacesOf(root, 'apps/web')) {
    for (const file of filesIn(join(root, folder)))
      hash.update(`\n${relative(root, file)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function workspacesOf(root, folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const { dependencies } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  for (const name of Object.keys(dependencies ?? {})) {
    if (name.startsWith('@rostrum/')) workspacesOf(root, `packages/${name.slice('@rostrum/'.length)}`, found);
  }
  return found;
}

function filesIn(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !notSources.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesIn(join(folder, entry.name)) : [join(folder, entry.name)]));
}
