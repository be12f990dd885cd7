import { setTimeout as wait } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { ControlApi } from '../support/control-api.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

t.setTimeout(180_000);

/** A lease lasts two: what Redis being away for long brings has come by then. */
const redisAwayMs = 12_000;

// One programme for both: a stack that is live costs a quarter of a minute.
const stack = await Stack.start({ pages: 'blank', without: ['recorder'] });
t.teardown(() => stack.close());
const client = new ControlClient({ url: stack.url, secret: stack.secret });
const { webinar } = await client.demo();
const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
t.teardown(() => presenter.close());
await presenter.onStage;
const index = await until(() => client.playlistUrl(webinar.viewerUrl));

async function playlist(): Promise<string> {
  const response = await fetch(index.replace('index.m3u8', 'video/media.m3u8')).catch(() => undefined);
  return response?.ok ? response.text() : '';
}

const segments = async () => (await playlist()).match(/#EXTINF/g)?.length ?? 0;

await until(async () => (await segments()) >= 2, 60_000);
const { api } = await ControlApi.open(stack);
const host = await StageCaller.open(stack);
await host.hello((await api.join(webinar.hostUrl)).session);

t.test('Redis is away for some leases: the programme goes on, and what needs it says so', async (test) => {
  const fields = { title: 'Another', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };
  const { links } = (await api.call('POST', '/api/webinars', fields)).body;
  const before = await segments();
  stack.process('redis').kill('SIGTERM');
  const stoppedAtMs = performance.now();
  const health = await until(async () => {
    const answer = await api.call('GET', '/healthz');
    return answer.status === 503 && answer;
  });
  test.match(health.body, { parts: { redis: false, database: true } });
  const other = await StageCaller.open(stack);
  const session = (await api.join(links.host)).session;
  await test.rejects(other.hello(session), { code: 'REDIS_UNAVAILABLE' }, 'a new studio cannot open, and hears why');
  other.close();
  await until(async () => (await segments()) >= before + 3, 60_000);
  await wait(Math.max(0, redisAwayMs - (performance.now() - stoppedAtMs)));
  test.ok((await segments()) >= before + 4, 'segments came all the time');
  await stack.restart('redis');
  await until(async () => (await api.call('GET', '/healthz')).status === 200, 30_000);
  test.notOk(stack.process('mixer-1').logged('programme failed')[0]);
});

t.test('the origin is away at the end: the replay is whole when it is back', async (test) => {
  stack.process('origin').kill('SIGKILL');
  await wait(2000);
  const ending = host.peer.request('end', {}).catch(() => undefined); // The page hears of it by the state, too.
  await wait(3000);
  stack.process('control').kill('SIGKILL');
  await Promise.all([stack.restart('control'), stack.restart('origin')]);
  const text = await until(async () => {
    const found = await playlist();
    return found.includes('#EXT-X-ENDLIST') && found;
  }, 90_000);
  await ending;
  host.close();
  test.match(text, '#EXT-X-PLAYLIST-TYPE:VOD', 'the same address is the replay');
  test.notMatch(text, '#EXT-X-DISCONTINUITY\n');
  test.notMatch(text, '#EXT-X-GAP');
  const seconds = Array.from(text.matchAll(/#EXTINF:([\d.]+)/g), (match) => Number(match[1]));
  test.ok(
    seconds.slice(0, -1).every((one) => Math.abs(one - 2) < 0.01),
    'no segment but the last is short',
  );
});
