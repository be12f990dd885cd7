import { setTimeout as wait } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

t.setTimeout(180_000);

/** Longer than the registry remembers a node that says nothing. */
const awayMs = 12_000;
const count = (text: string, pattern: RegExp) => (text.match(pattern) ?? []).length;

t.test('Redis is away: the programme goes on, and a mixer that dies then is followed once it is back', async (test) => {
  const stack = await Stack.start({ pages: 'blank', without: ['recorder'] });
  test.teardown(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
  test.teardown(() => presenter.close());
  await presenter.onStage;
  const index = await until(() => client.playlistUrl(webinar.viewerUrl));
  const playlist = async () => (await fetch(index.replace('index.m3u8', 'video/media.m3u8'))).text();
  const segments = async () => count(await playlist(), /#EXTINF/g);
  const grownBy = async (wanted: number) => {
    const before = await segments();
    await until(async () => (await segments()) >= before + wanted, 30_000);
  };
  await until(async () => (await segments()) >= 1, 30_000);
  const mixer = stack.process('mixer-1');

  const before = await segments();
  await stack.process('redis').stop();
  await wait(awayMs);
  test.ok((await segments()) >= before + awayMs / 1000 / 2 - 2, 'no segment is missing');
  test.equal(mixer.logged('programme process started').length, 1, 'by the mixer that had it');
  test.equal((await fetch(`${stack.url}/healthz`)).status, 503, 'control says that it lacks something');

  process.kill(Number(mixer.logged('programme process started')[0]?.child), 'SIGKILL');
  await until(() => mixer.logged('programme failed').length === 1);
  await wait(1000);
  await stack.restart('redis');
  await grownBy(2);
  test.equal(count(await playlist(), /#EXT-X-DISCONTINUITY$/gm), 1, 'one mixer was followed by one other');
  test.equal(mixer.logged('programme process started').length, 2);
  await until(async () => (await fetch(`${stack.url}/healthz`)).status === 200);
});
