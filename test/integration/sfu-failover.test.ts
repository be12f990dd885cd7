import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { opusParameters, StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

const stack = await ControlStack.start();
const nodes = new Map([
  ['sfu-1', stack.sfu],
  ['sfu-2', await stack.startSfu('sfu-2')],
]);
t.teardown(async () => {
  await nodes.get('sfu-2')?.stop();
  await stack.stop();
});
const { api, bootstrap } = await ControlApi.open(stack);

const moved = ({ heard }: StageCaller) => heard.some(({ event }) => event === 'mediaMoved');
const consumersOf = ({ heard }: StageCaller) =>
  heard.filter(({ event }) => event === 'consumerOpened').map(({ data }) => data as { consumerId: string });

t.test('a media node dies: everybody is told on the same socket where their media goes on', async (t) => {
  const [anna, ben] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  await anna.join((await api.join(bootstrap.webinar.hostUrl)).session, 'Anna');
  await ben.join((await api.join(bootstrap.webinar.presenterUrl)).session, 'Ben');
  await anna.produce('microphone', opusParameters(1));
  await until(() => stack.control.logged('room placed').length === 2);
  const [first, standby] = stack.control.logged('room placed');
  await until(() => consumersOf(ben).length === 1);
  nodes.get(String(first?.sfu))?.kill('SIGKILL');
  await until(() => [anna, ben].every(moved));
  t.same(anna.people, ['Anna', 'Ben'], 'nobody lost their place');
  t.ok(Number(standby?.epoch) > Number(first?.epoch));
  t.equal(stack.control.logged('room placed').length, 2, 'it was there before it was needed');

  await anna.produce('microphone', opusParameters(1));
  await until(() => consumersOf(ben).length === 2);
  const [, after] = consumersOf(ben);
  t.notOk(
    ben.heard.some(({ event }) => event === 'consumerClosed'),
    'all that they had is replaced at once',
  );
  await ben.peer.request('resumeConsumer', { consumerId: after?.consumerId ?? '' });
  for (const caller of [anna, ben]) caller.close();
});

t.test('a media node that is told to end hands its rooms over first', async (t) => {
  const dead = [...nodes].find(([, node]) => node.hasEnded)?.[0] ?? '';
  nodes.set(dead, await stack.startSfu(dead));
  const caller = await StageCaller.open(stack);
  await caller.join((await api.join(bootstrap.webinar.presenterUrl)).session, 'Cleo');
  await caller.produce('microphone', opusParameters(1));
  const [, leaving] = [...nodes].find(([id]) => id !== dead) ?? [];
  await leaving?.stop();
  await until(() => moved(caller));
  t.match(leaving?.logged('drained'), [{ left: 0 }]);
  t.ok(await caller.produce('microphone', opusParameters(1)));
  caller.close();
});

t.test('without any media node the lobby says so, and works again with the next one', async (t) => {
  const fields = { title: 'Nowhere', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };
  const { body: webinar } = await api.call('POST', '/api/webinars', fields);
  const { session } = await api.join(webinar.links.host);
  for (const node of nodes.values()) await node.stop();
  const early = await StageCaller.open(stack);
  await t.rejects(early.hello(session), { code: 'SFU_UNAVAILABLE' });
  early.close();
  stack.sfu = await stack.startSfu('sfu-3');
  const caller = await StageCaller.open(stack);
  t.ok((await caller.hello(session)).routerRtpCapabilities);
  caller.close();
});
