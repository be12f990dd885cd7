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

t.test('a media node dies: the room moves to another, and everybody joins again on the same socket', async (t) => {
  const [anna, ben] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  const { hello } = await anna.join((await api.join(bootstrap.webinar.hostUrl)).session, 'Anna');
  await ben.join((await api.join(bootstrap.webinar.presenterUrl)).session, 'Ben');
  await anna.produce('microphone', opusParameters(1));
  const [first] = stack.control.logged('room placed');
  nodes.get(String(first?.sfu))?.kill('SIGKILL');
  await until(() => [anna, ben].every((one) => one.heard.some(({ event }) => event === 'mediaLost')));
  t.same(anna.people, ['Anna', 'Ben'], 'nobody lost their place');

  const request = { rtpCapabilities: hello.routerRtpCapabilities ?? {} };
  await anna.peer.request('join', { ...request, name: 'Anna' });
  await anna.produce('microphone', opusParameters(1));
  const { consumers } = await ben.peer.request('join', { ...request, name: 'Ben' });
  t.match(consumers, [{ source: 'microphone' }]);
  const last = stack.control.logged('room placed').at(-1);
  t.not(last?.sfu, first?.sfu);
  t.ok(Number(last?.epoch) > Number(first?.epoch));
  for (const caller of [anna, ben]) caller.close();
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
