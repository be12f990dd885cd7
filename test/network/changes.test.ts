import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import type { Person } from '../support/net/person.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { until } from '../support/until.ts';

t.setTimeout(150_000);

const outageMs = 20_000;
const mediaBackWithinMs = 10_000;

const frames = async (person: Person) => (await person.media.inbound('video')).framesDecoded;
const isThisPage = (person: Person) => person.page.evaluate(() => 'isThisPage' in window);

/** Milliseconds from `sinceMs` (of Date.now()) until somebody's picture moves, and goes on to. */
async function untilMovingAgain(watcher: Person, sinceMs: number): Promise<number> {
  return until(async () => {
    const shown = (await watcher.media.framesShown()).filter((atMs) => atMs >= sinceMs);
    // A few may have been on the way still; ten in a row, none half a second after the one before, were not.
    const isFlowing = (index: number) =>
      shown
        .slice(index, index + 10)
        .every((atMs, next) => (shown[index + next + 1] ?? Number.POSITIVE_INFINITY) - atMs < 500);
    const first = shown.findIndex((_, index) => isFlowing(index));
    return first < 0 ? undefined : (shown[first] ?? 0) - sinceMs;
  }, 30_000);
}

t.test('a presenter’s network goes away under them', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const stage = await NetworkStage.open(network);
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const host = network.addHost('moving');
  const watcher = await stage.join({ host: network.addHost('still'), name: 'Watcher', sends: false });
  const mover = await stage.joinSeenBy(watcher, { host, name: 'Mover' });
  await mover.page.evaluate(() => Object.assign(window, { isThisPage: true }));
  const notice = mover.page.getByText(strings.studio.reconnectingSelf);
  /** The address that their media leaves from. */
  const wayOut = async () => (await mover.media.paths())[0]?.localAddress;
  /** On the server's side, what their socket was: sockets close when they are replaced or silent. */
  const closedSockets = () => stage.stack.process('control').logged('socket closed').length;

  await t.test('one interface goes down, another comes up: media and signaling are back by themselves', async (t) => {
    const address = network.addLink(host, 'eth1');
    const before = closedSockets();
    await watcher.media.noteFrames();
    host.disconnect('eth0');
    host.connect('eth1', address);
    const tookMs = await untilMovingAgain(watcher, Date.now());
    t.comment(`media back after ${tookMs} ms`);
    t.ok(tookMs < mediaBackWithinMs);
    t.match((await mover.media.paths())[0], { protocol: 'udp', localAddress: address });
    await until(() => closedSockets() > before, 15_000);
    await notice.waitFor({ state: 'detached' });
    t.equal(await isThisPage(mover), true, 'without a reload');
  });

  await t.test('the other interface was there all the time', async (t) => {
    host.connect('eth0', host.address);
    await sleep(5000); // The browser must have seen it, and may even prefer it.
    const inUse = await wayOut();
    const [lost, kept] = inUse === host.address ? ['eth0', 'eth1'] : ['eth1', 'eth0'];
    t.comment(`${lost} is in use, and goes down`);
    await watcher.media.noteFrames();
    host.disconnect(lost);
    host.route(kept);
    const tookMs = await untilMovingAgain(watcher, Date.now());
    t.comment(`media back after ${tookMs} ms`);
    t.ok(tookMs < mediaBackWithinMs);
    await until(async () => ![inUse, undefined].includes(await wayOut()), 15_000);
    await notice.waitFor({ state: 'detached' });
  });

  await t.test('signaling is lost for 20 s: media goes on, the page says so, and resumes', async (t) => {
    const moved = await frames(watcher);
    await until(async () => (await frames(watcher)) > moved + 30, 20_000);
    const unblock = host.block('tcp', '-d', network.address, '--dport', new URL(stage.stack.url).port);
    const lostAt = performance.now();
    await notice.waitFor({ timeout: outageMs });
    t.comment(`the page says so after ${Math.round(performance.now() - lostAt)} ms`);
    const before = await frames(watcher);
    await sleep(Math.max(0, lostAt + outageMs - performance.now()));
    const meanwhile = (await frames(watcher)) - before;
    t.ok(meanwhile > 50, `media goes on: ${meanwhile} frames meanwhile`);
    unblock();
    const backAt = performance.now();
    await notice.waitFor({ state: 'detached', timeout: 20_000 });
    t.comment(`signaling back after ${Math.round(performance.now() - backAt)} ms`);
    t.equal(await isThisPage(mover), true, 'without a reload');
    const after = await frames(watcher);
    await until(async () => (await frames(watcher)) > after + 15);
  });
});
