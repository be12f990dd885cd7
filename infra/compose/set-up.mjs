// What `npm start` brings to a machine, for an image: everything but the start.
import { symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureMediasoupWorker } from '../bootstrap/mediasoup-worker.mjs';
import { ensureNpmPackages } from '../bootstrap/npm-packages.mjs';
import { detectPlatform } from '../bootstrap/platform.mjs';
import { exitAfter, step } from '../bootstrap/step.mjs';
import { ensureSystemPackages, runtimePackages } from '../bootstrap/system-packages.mjs';
import { ensureWebPages } from '../bootstrap/web-pages.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

try {
  const platform = await step('system', detectPlatform);
  await step('system packages', () => ensureSystemPackages(runtimePackages, platform));
  await step('npm packages', () => ensureNpmPackages(root));
  const workerBin = await step('mediasoup worker', () => ensureMediasoupWorker(root, platform));
  await step('web pages', () => ensureWebPages(root));
  // Where compose.yaml says that it is.
  symlinkSync(workerBin, '/usr/local/bin/mediasoup-worker');
} catch (error) {
  exitAfter(error);
}
