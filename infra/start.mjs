// npm start. Runs with the system's own Node, and needs nothing else: it brings what is missing, then goes on with Node 24.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readArguments } from './bootstrap/arguments.mjs';
import { ensureMediasoupWorker } from './bootstrap/mediasoup-worker.mjs';
import { continueWith } from './bootstrap/node24.mjs';
import { ensureNpmPackages } from './bootstrap/npm-packages.mjs';
import { detectPlatform } from './bootstrap/platform.mjs';
import { exitAfter, step } from './bootstrap/step.mjs';
import { ensureSystemPackages, runtimePackages } from './bootstrap/system-packages.mjs';
import { ensureWebPages } from './bootstrap/web-pages.mjs';

const args = readArguments(process.argv.slice(2));
const root = dirname(dirname(fileURLToPath(import.meta.url)));

// The environment itself wins over the file.
const envFile = join(root, '.env');
if (existsSync(envFile)) process.loadEnvFile(envFile);

try {
  process.stdout.write('Rostrum: setting up\n');
  const platform = await step('system', detectPlatform);
  await step('system packages', () => ensureSystemPackages(runtimePackages, platform));
  await step('npm packages', () => ensureNpmPackages(root));
  const workerBin = await step('mediasoup worker', () => ensureMediasoupWorker(root, platform));
  await step('web pages', () => ensureWebPages(root));
  continueWith(root, {
    program: 'infra/start/main.ts',
    args,
    env: { MEDIASOUP_WORKER_BIN: workerBin },
  });
} catch (error) {
  exitAfter(error);
}
