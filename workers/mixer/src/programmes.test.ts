import { createHash } from 'node:crypto';
import { readConfig } from '@rostrum/config';
import { channelPair, LinkPeer } from '@rostrum/link';
import {
  type EventOf,
  type Fault,
  mixerLink,
  newId,
  nothing,
  type ProgrammeId,
  type RequestOf,
  undirected,
} from '@rostrum/protocol';
import { createLogger, type Log } from '@rostrum/service';
import t, { type Test } from 'tap';
import { mixerSettings } from './config.ts';
import { ProgrammeRun } from './programme-run.ts';
import { type ControlPeer, Programmes } from './programmes.ts';

t.setTimeout(60_000);

const config = readConfig(mixerSettings, {
  ROSTRUM_SECRET: 'test-secret-test-secret-test-secret-test-secret',
  ROSTRUM_NODE_ID: 'test',
  ROSTRUM_PORT: '0',
  REDIS_URL: 'redis://127.0.0.1',
  ROSTRUM_LOG_LEVEL: 'silent',
});
/** A PNG file of one transparent pixel. */
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
const childEnv = { PATH: process.env.PATH ?? '' };

/** Starts a programme for an origin that is not there. */
const startOf = (programmeId: ProgrammeId, epoch: number): RequestOf<typeof mixerLink, 'programme.start'> => ({
  programmeId,
  epoch,
  leaseEpoch: 1,
  canvas: { width: 320, height: 180, frameRate: 30 },
  ladder: [90],
  origin: { url: 'http://127.0.0.1:9', token: 'none' },
  state: { revision: 1, participants: [], slate: { title: 'Talk', message: '' }, ...undirected },
});

/** Tells the pids of the processes that are started. */
function watchedLog(): { log: Log; pids: number[] } {
  const log = createLogger('test', 'silent');
  const pids: number[] = [];
  const child = (facts: { child: number }) => {
    pids.push(facts.child);
    return log;
  };
  return { log: Object.assign(Object.create(log), { child }), pids };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** A node's programmes, and control at the other end of a link. */
function openNode(test: Test) {
  const { log, pids } = watchedLog();
  const programmes = new Programmes({ config, log, childEnv });
  const { a, b, pump } = channelPair();
  const failed: EventOf<typeof mixerLink, 'programme.failed'>[] = [];
  const owner: ControlPeer = new LinkPeer({
    channel: a,
    local: mixerLink,
    remote: nothing,
    handlers: {
      'programme.start': (request) => programmes.start(request, owner),
      'programme.connect': (request) => programmes.of(request, owner).connect(request),
      'programme.update': (request) => programmes.of(request, owner).update(request),
      'programme.asset': (request) => programmes.of(request, owner).addAsset(request),
      'programme.stop': (request) => programmes.stop(request, owner),
    },
  });
  const control = new LinkPeer({
    channel: b,
    local: nothing,
    remote: mixerLink,
    handlers: {},
    listeners: { 'programme.failed': (event) => failed.push(event) },
    requestTimeoutMs: 30_000,
  });
  const pumping = setInterval(() => void pump(), 10);
  test.teardown(async () => {
    clearInterval(pumping);
    await programmes.close();
  });
  return { programmes, control, failed, pids };
}

const codeOf = (request: Promise<unknown>) =>
  request.then(
    () => 'none',
    (fault: Fault) => fault.code,
  );

t.test('one process for each programme: the same epoch twice, an older one, a higher one at once', async (test) => {
  const { programmes, control, failed, pids } = openNode(test);
  const programmeId = newId('programme');
  const [first, again] = await Promise.all(
    [2, 2].map((epoch) => control.request('programme.start', startOf(programmeId, epoch))),
  );
  test.same(first, again, 'one address');
  test.equal(await codeOf(control.request('programme.start', startOf(programmeId, 1))), 'EPOCH_STALE');
  const [third, alike] = await Promise.all(
    [3, 3].map((epoch) => control.request('programme.start', startOf(programmeId, epoch))),
  );
  test.same(third, alike, 'one address again');
  test.equal(programmes.size, 1);
  test.equal(pids.length, 2);
  await until(() => !isAlive(pids[0] ?? 0));
  const update = { programmeId, epoch: 2, leaseEpoch: 1, state: startOf(programmeId, 2).state };
  test.equal(await codeOf(control.request('programme.update', update)), 'EPOCH_STALE');
  test.same(failed, [], 'what was let go has not failed');
  await programmes.close();
  await programmes.close();
  test.notOk(pids.some(isAlive), 'no process is left');
});

t.test('a bad picture is refused with a code, and the programme goes on', async (test) => {
  const { control, failed } = openNode(test);
  const programmeId = newId('programme');
  await control.request('programme.start', startOf(programmeId, 1));
  const asset = { programmeId, epoch: 1, leaseEpoch: 1, assetId: '0'.repeat(64), bytesBase64: 'aGVsbG8=' };
  test.equal(await codeOf(control.request('programme.asset', asset)), 'ASSET_INVALID');
  const bytes = Buffer.from(onePixel, 'base64');
  const assetId = createHash('sha256').update(bytes).digest('hex');
  test.same(await control.request('programme.asset', { ...asset, assetId, bytesBase64: onePixel }), {});
  test.same(failed, []);
});

t.test('a process that is killed is told as a failure, once, and is forgotten', async (test) => {
  const { programmes, control, failed, pids } = openNode(test);
  const programmeId = newId('programme');
  await control.request('programme.start', startOf(programmeId, 1));
  process.kill(pids[0] ?? 0, 'SIGKILL');
  await until(() => failed.length > 0);
  test.match(failed, [{ programmeId, epoch: 1, reason: /SIGKILL/ }]);
  test.equal(programmes.size, 0);
  test.equal(
    await codeOf(control.request('programme.stop', { programmeId, epoch: 1, leaseEpoch: 1 })),
    'PROGRAMME_NOT_FOUND',
  );
});

t.test('a process that hangs is ended, and says so', async (test) => {
  const { log, pids } = watchedLog();
  const run = ProgrammeRun.start(startOf(newId('programme'), 1), { config, childEnv, log, maxSilenceMs: 300 });
  await run.rtp;
  const [pid = 0] = pids;
  process.kill(pid, 'SIGSTOP');
  test.match(await run.ended, /hangs/);
  test.notOk(isAlive(pid));
  await run.close();
});
