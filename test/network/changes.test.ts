import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { whyNoNetworks } from '../support/net/commands.ts';
import { Person } from '../support/net/person.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

// A presenter's network goes away under them: another takes over, or the same one comes back.

t.setTimeout(170_000);
const skip = whyNoNetworks();
if (skip) {
  t.plan(0, skip);
  process.exit();
}

const outageMs = 20_000;

const network = TestNetwork.open();
const [moving, still] = [network.addHost('moving'), network.addHost('still')];
network.addLink(moving, 'eth1');
const stack = await Stack.start({ host: network.address, without: ['recorder', 'mixer-1', 'origin'] });
const people: Person[] = [];
t.teardown(async () => {
  for (const person of people) await person.close();
  await stack.close();
  network.close();
});
const { webinar } = await stack.links();
const watcher = await Person.join({ stack, host: still, name: 'Watcher', link: webinar.hostUrl, sends: false });
people.push(watcher);
const mover = await Person.join({ stack, host: moving, name: 'Mover', link: webinar.presenterUrl });
people.push(mover);
await mover.page.evaluate(() => Object.assign(window, { isThisPage: true }));
const framesSeen = async () => (await watcher.media.inbound('video')).framesDecoded;
const isResumed = () => stack.process('control').log.filter(({ msg }) => msg === 'resumed').length;
await until(async () => (await framesSeen()) > 30, 30_000);

/** How long it takes until the watcher decodes frames again, and goes on to. */
async function untilMoving(): Promise<number> {
  const startedAt = performance.now();
  let last = await framesSeen();
  let firstAt = 0;
  // A few may still have been on the way.
  await sleep(100);
  last = await framesSeen();
  await until(async () => {
    const now = await framesSeen();
    if (now > last && firstAt === 0) firstAt = performance.now();
    return now > last + 15;
  }, 30_000);
  return firstAt - startedAt;
}

t.test('one interface goes down and another comes up: media is back by itself, and the page is the same', async (t) => {
  const before = await mover.media.paths();
  moving.down('eth0');
  moving.up('eth1');
  const tookMs = await untilMoving();
  t.comment(`media back after ${Math.round(tookMs)} ms`);
  t.ok(tookMs < 10_000);
  const after = await mover.media.paths();
  t.not(after[0]?.localAddress, before[0]?.localAddress);
  t.comment('path:', JSON.stringify(after));
  const resumedAt = performance.now();
  await until(() => isResumed() >= 0, 20_000);
  t.comment(resumedAt);
  t.equal(await mover.page.evaluate(() => 'isThisPage' in window), true, 'without a reload');
});

t.test('signaling is lost for 20 s: media goes on, the page says so, and resumes', async (t) => {
  const port = new URL(stack.url).port;
  const unblock = moving.block('tcp', '-d', network.address, '--dport', port);
  const lostAt = performance.now();
  await mover.page.getByText(strings.studio.reconnectingSelf).waitFor({ timeout: outageMs });
  t.comment(`the page says so after ${Math.round(performance.now() - lostAt)} ms`);
  const before = await framesSeen();
  await sleep(Math.max(0, lostAt + outageMs - performance.now()));
  const frames = (await framesSeen()) - before;
  t.comment(`${frames} frames meanwhile`);
  t.ok(frames > 30, 'media goes on');
  unblock();
  const backAt = performance.now();
  await mover.page.getByText(strings.studio.reconnectingSelf).waitFor({ state: 'detached', timeout: 20_000 });
  t.comment(`signaling back after ${Math.round(performance.now() - backAt)} ms`);
  t.equal(await mover.page.evaluate(() => 'isThisPage' in window), true, 'without a reload');
});
