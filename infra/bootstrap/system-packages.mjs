import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';
import { note, StepFailed } from './step.mjs';

/**
 * A Debian package. With `programs` it is there when they are in the PATH; without, when dpkg says so.
 * @typedef {{ name: string, programs?: string[], why: string }} SystemPackage
 */

/** @type {SystemPackage[]} */
export const runtimePackages = [
  { name: 'ffmpeg', programs: ['ffmpeg', 'ffprobe'], why: 'makes the recordings' },
  { name: 'redis-server', programs: ['redis-server'], why: 'holds leases and queues' },
  { name: 'fonts-noto-core', why: 'draws names in most scripts' },
  { name: 'fonts-noto-cjk', why: 'draws Chinese, Japanese and Korean names' },
  { name: 'fonts-noto-color-emoji', why: 'draws emoji' },
];

/** @type {SystemPackage[]} */
export const testPackages = [
  { name: 'chromium', programs: ['chromium'], why: 'the browser of the tests' },
  { name: 'postgresql', why: 'the database of tests with several control processes' },
  ...['swift-proxy', 'swift-account', 'swift-container', 'swift-object'].map((name) => ({
    name,
    programs: [`${name}-server`],
    why: 'a part of the S3-compatible server of the tests',
  })),
];

/** @type {SystemPackage[]} */
export const networkTestPackages = [
  { name: 'coturn', programs: ['turnserver'], why: 'the TURN server of the tests' },
  { name: 'iproute2', programs: ['ip', 'tc'], why: 'makes the networks of the tests' },
  { name: 'iptables', programs: ['iptables'], why: 'spoils the networks of the tests' },
  { name: 'openssl', programs: ['openssl'], why: 'makes the certificate of the TURN server' },
];

/** @type {SystemPackage[]} */
export const workerBuildPackages = [
  ...['g++', 'meson', 'patch', 'pkg-config'].map((name) => ({ name, programs: [name], why: 'a build tool' })),
  { name: 'ninja-build', programs: ['ninja'], why: 'a build tool' },
  ...['libabsl-dev', 'libflatbuffers-dev', 'libsrtp2-dev', 'libssl-dev', 'libuv1-dev'].map((name) => ({
    name,
    why: 'a library of the mediasoup worker',
  })),
  { name: 'flatbuffers-compiler', programs: ['flatc'], why: 'a build tool' },
];

const updateTimeoutMs = 3 * 60_000;
const installTimeoutMs = 15 * 60_000;
/** A fresh machine may just be upgrading itself. */
const lockTimeoutSeconds = 120;

/**
 * Installs what is missing, and says so before it does.
 * @param {SystemPackage[]} packages
 * @param {import('./platform.mjs').Platform} platform
 */
export async function ensureSystemPackages(packages, platform) {
  const missing = packages.filter((entry) => !isThere(entry, platform));
  if (missing.length === 0) return { said: 'all there' };
  const names = missing.map((entry) => entry.name);
  if (!platform.hasApt) return withoutApt(missing);
  if (process.getuid?.() !== 0) {
    throw new StepFailed(`These system packages are missing: ${names.join(', ')}.`, {
      advice: `Install them, then start again:\n\n    sudo apt-get update && sudo apt-get install --no-install-recommends -y ${names.join(' ')}\n`,
    });
  }
  for (const entry of missing) note(`will be installed with apt-get: ${entry.name}, which ${isWhy(entry.why)}`);
  await install(names);
  return { said: `installed ${names.join(', ')}` };
}

const isWhy = (why) => (/^(a|the) /.test(why) ? `is ${why}` : why);

/** @param {SystemPackage} entry */
function isThere({ name, programs }, platform) {
  if (programs) return programs.every(inPath);
  if (!platform.hasApt) return false;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own format
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status}', name], { encoding: 'utf8' });
  return stdout === 'installed';
}

function inPath(program) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return statSync(join(folder, program)).isFile();
    } catch {
      return false; // Not in this folder.
    }
  });
}

/** Elsewhere programs are needed and cannot be installed by us; the fonts cannot even be looked for, so they are named. */
function withoutApt(missing) {
  const programs = missing.filter((entry) => entry.programs);
  if (programs.length > 0) {
    throw new StepFailed(`These programs are missing: ${programs.flatMap((entry) => entry.programs).join(', ')}.`, {
      advice: "Install them with this system's own package tool, then start again.",
    });
  }
  return { said: 'programs are there; install the Noto fonts too if names are drawn as boxes' };
}

async function install(names) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args, timeoutMs) => run('apt-get', args, { env, timeoutMs, end: endApt });
  const lock = ['-o', `DPkg::Lock::Timeout=${lockTimeoutSeconds}`];
  const args = [...lock, 'install', '--no-install-recommends', '-y', ...names];
  const restore = keepServicesStopped(names);
  try {
    // The lists may be fresh enough; a fresh machine has none, and an old one names versions that are gone.
    let result = existsSync('/var/lib/apt/lists/lock') ? await apt(args, installTimeoutMs) : undefined;
    if (result?.code === 0) return;
    const update = await apt(['-o', 'APT::Update::Error-Mode=any', 'update'], updateTimeoutMs);
    result = await apt(args, installTimeoutMs);
    if (result.code === 0) return;
    const why =
      update.code === 0
        ? 'Look at its words above'
        : 'Are the servers of /etc/apt/sources.list and sources.list.d reachable from here? Look at its words above';
    throw new StepFailed(`apt-get could not install ${names.join(', ')}${result.timedOut ? ' in time' : ''}.`, {
      advice: `${why}; then try: apt-get update && apt-get ${args.slice(lock.length).join(' ')}`,
      detail: update.code === 0 ? result.tail : update.tail,
    });
  } finally {
    restore();
  }
}

/** It ends a download at once; a package that is being installed is installed, since dpkg must not be killed. */
function endApt(pid) {
  note('apt-get ends what it has begun; dpkg must not be killed');
  try {
    process.kill(pid, 'SIGINT');
  } catch {
    // It has ended in this moment.
  }
}

/** Packages that bring a service which Debian starts, each under its own name. */
const withServices = [
  'postgresql',
  'redis-server',
  'coturn',
  'swift-proxy',
  'swift-account',
  'swift-container',
  'swift-object',
];

const policy = '/usr/sbin/policy-rc.d';
const refusal = '#!/bin/sh\n# From Rostrum, while it installs packages.\nexit 101\n';

/**
 * Debian starts a service when its package is installed. Only the programs are wanted here (our Redis is a child process on
 * a port of its own), so the usual refusal is put in place meanwhile: policy-rc.d, invoke-rc.d(8), 101 = "not allowed".
 * A service that was here before us is not ours to change.
 */
function keepServicesStopped(names) {
  const services = names.filter((name) => withServices.includes(name));
  if (services.length === 0) return () => undefined;
  const neverAtBoot = () => {
    // Where systemd runs, the package has also been enabled for the next boot.
    if (existsSync('/run/systemd/system')) spawnSync('systemctl', ['disable', '--quiet', ...services]);
  };
  // One of ours was left behind by a start that was killed.
  if (existsSync(policy) && readFileSync(policy, 'utf8') !== refusal) return neverAtBoot;
  writeFileSync(policy, refusal, { mode: 0o755 });
  return () => {
    rmSync(policy, { force: true });
    neverAtBoot();
  };
}
