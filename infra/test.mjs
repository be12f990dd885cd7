// npm test. The same setup as npm start, plus the tests' browser; then everything that can be checked, with Node 24.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureMediasoupWorker } from './bootstrap/mediasoup-worker.mjs';
import { continueWith } from './bootstrap/node24.mjs';
import { ensureNpmPackages, ensureTapPlugins } from './bootstrap/npm-packages.mjs';
import { detectPlatform } from './bootstrap/platform.mjs';
import { exitAfter, StepFailed, step } from './bootstrap/step.mjs';
import {
  ensureSystemPackages,
  networkTestPackages,
  runtimePackages,
  testPackages,
} from './bootstrap/system-packages.mjs';
import { ensureWebPages } from './bootstrap/web-pages.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const args = process.argv.slice(2);
const unknown = args.find((arg) => arg !== '--unit' && arg !== '--networks');
if (unknown !== undefined) {
  process.stderr.write(
    `npm test does not know ${unknown}. It knows --unit, which leaves out integration and end to end, and --networks, ` +
      'which adds the tests that make networks of their own: npm test -- --networks\n',
  );
  process.exit(64);
}

const packages = [...runtimePackages, ...testPackages, ...(args.includes('--networks') ? networkTestPackages : [])];

try {
  process.stdout.write('Rostrum: setting up\n');
  const platform = await step('system', detectPlatform);
  await step('system packages', () => ensureSystemPackages(packages, platform));
  await step('npm packages', () => ensureNpmPackages(root));
  await step('tap', () => ensureTapPlugins(root));
  const workerBin = await step('mediasoup worker', () => ensureMediasoupWorker(root, platform));
  // Pages that cannot be built are a failure among others, and only the tests in a browser need them.
  await step('web pages', () => ensureWebPages(root)).catch((error) => {
    if (!(error instanceof StepFailed)) throw error;
    process.stdout.write(`${error.detail}\n${error.message}\n`);
  });
  continueWith(root, { program: 'infra/test/main.ts', args, env: { MEDIASOUP_WORKER_BIN: workerBin } });
} catch (error) {
  exitAfter(error);
}
