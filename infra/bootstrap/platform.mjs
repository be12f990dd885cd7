import { readFileSync } from 'node:fs';
import { StepFailed } from './step.mjs';

/** What sets up; everything else runs with the Node of node_modules. Debian 12's own package is older. */
const oldestNode = 20;
const known = new Set(['debian', 'ubuntu']);

/**
 * What the machine is: decides how programs are installed, and names the worker's place in the cache.
 * @typedef {{ id: string, version: string, name: string, arch: string, hasApt: boolean }} Platform
 * @returns {Promise<{ said: string, value: Platform }>}
 * @throws StepFailed when our own Node is too old
 */
export async function detectPlatform() {
  if (Number.parseInt(process.versions.node, 10) < oldestNode) {
    throw new StepFailed(`This is Node ${process.version}, and the set-up needs ${oldestNode} or later.`, {
      advice: `Install Node ${oldestNode} or later (nodejs.org or deb.nodesource.com have it), then start again.`,
    });
  }
  const release = readRelease();
  const platform = {
    id: release.ID ?? process.platform,
    version: release.VERSION_ID ?? '',
    name: release.PRETTY_NAME ?? process.platform,
    arch: process.arch,
    hasApt: known.has(release.ID) || /\b(debian|ubuntu)\b/.test(release.ID_LIKE ?? ''),
  };
  const sure = platform.id === 'debian' && platform.version === '12' && platform.arch === 'x64';
  const hint = sure ? '' : ', which was not tried; Debian 12 on x64 was';
  return { said: `${platform.name}, ${platform.arch}${hint}`, value: platform };
}

/** The fields of os-release(5), or none where there is no such file. */
function readRelease() {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return Object.fromEntries([...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}
