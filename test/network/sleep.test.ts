import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { strings } from '../../apps/web/src/strings.ts';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import type { Person } from '../support/net/person.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { until } from '../support/until.ts';

t.setTimeout(200_000);

const frames = async (person: Person) => (await person.media.inbound('video')).framesDecoded;
const tile = (watcher: Person, name: string) => watcher.page.getByRole('figure', { name, exact: true });
/** Server: a socket that is silent for 15 s is gone, and who is gone for 30 s has left. */
const forgottenWithinMs = 75_000;

/** The tracks that a person sends, by kind. */
const sentTracks = ({ page }: Person) =>
  page.evaluate(() => {
    const open = window.testConnections.filter(({ connectionState }) => connectionState !== 'closed');
    const tracks = open.flatMap((one) => one.getSenders().flatMap(({ track }) => (track ? [track] : [])));
    return Object.fromEntries(tracks.map(({ kind, id }) => [kind, id]));
  });

t.test('a laptop sleeps and wakes', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const stage = await NetworkStage.open(network);
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const host = network.addHost('laptop');
  const watcher = await stage.join({ host: network.addHost('desk'), name: 'Desk' });
  const sleeper = await stage.joinSeenBy(watcher, { host, name: 'Laptop' });
  await sleeper.page.evaluate(() => Object.assign(window, { isThisPage: true }));
  const tracks = await sentTracks(sleeper);
  t.match(tracks, { audio: String, video: String });

  /** Both see each other's picture move, once each, on the page and with the devices of before. */
  const untilWell = async () => {
    const [seen, sees] = [await frames(watcher), await frames(sleeper)];
    await until(async () => (await frames(watcher)) > seen + 20 && (await frames(sleeper)) > sees + 20, 30_000);
    for (const notice of [strings.studio.reconnectingSelf, strings.studio.restoring])
      await sleeper.page.getByText(notice).waitFor({ state: 'detached' });
    t.equal(await tile(watcher, 'Laptop').count(), 1, 'one tile of the one');
    t.equal(await tile(sleeper, 'Desk').count(), 1, 'and one of the other');
    const others = watcher.page.getByRole('figure');
    t.equal(await others.count(), 2, 'and nobody else');
    for (const one of await others.locator('video').all())
      t.equal(await one.evaluate((video: HTMLVideoElement) => video.readyState), 4, 'no tile is dead');
    t.equal(await sleeper.page.evaluate(() => 'isThisPage' in window), true, 'without a reload');
    t.same(await sentTracks(sleeper), tracks, 'with the same devices');
  };

  await t.test('a nap: the others wait', async () => {
    const wake = host.sleep();
    await sleep(8000);
    wake();
    const wokeAt = performance.now();
    await untilWell();
    t.comment(`well ${Math.round(performance.now() - wokeAt)} ms after waking`);
  });

  await t.test('longer than the others wait: gone, and back by itself', async () => {
    const wake = host.sleep();
    const sleptAt = performance.now();
    await tile(watcher, 'Laptop').waitFor({ state: 'detached', timeout: forgottenWithinMs });
    t.comment(`gone for the others after ${Math.round(performance.now() - sleptAt)} ms`);
    await sleep(2000);
    wake();
    const wokeAt = performance.now();
    await tile(watcher, 'Laptop').waitFor({ timeout: 30_000 });
    t.comment(`back for the others ${Math.round(performance.now() - wokeAt)} ms after waking`);
    await untilWell();
  });
});
