import { chatHistoryLength } from '@rostrum/protocol';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { hear, heardOf, refusal, StagePeople, type Visitor } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

const stack = await ControlStack.start();
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;
const people = new StagePeople(stack, api);
t.teardown(async () => {
  people.close();
  await stack.stop();
});

const host = await people.onStage(hostUrl, 'Anna');
const viewer = await people.visit(viewerUrl);

const say = ({ caller }: Visitor, room: 'stage' | 'public', text: string, name?: string) =>
  caller.peer.request('say', { room, text, ...(name === undefined ? {} : { name }) });

t.test('everybody hears the public room, and who presents the room of the stage', async (t) => {
  await say(host, 'stage', 'ready?');
  await say(host, 'public', '  welcome <b>all</b>\u0007  ');
  t.match(await hear(viewer, 'chat'), {
    room: 'public',
    from: { id: host.id, name: 'Anna', role: 'host' },
    text: 'welcome <b>all</b>',
  });
  t.equal(await refusal(say(viewer, 'stage', 'hello', 'Eva')), 'PERMISSION_DENIED');
  t.equal(await refusal(say(viewer, 'public', 'hello')), 'FIELD_INVALID', 'a name comes first');
  t.equal(await refusal(say(viewer, 'public', '   ', 'Eva')), 'FIELD_INVALID');
  await say(viewer, 'public', 'hello', 'Eva');
  t.match(await hear(host, 'chat', (one) => one.from.id === viewer.id), { from: { name: 'Eva', role: 'viewer' } });
  t.same(
    heardOf(viewer, 'chat').map((one) => one.room),
    ['public', 'public'],
  );
});

t.test('who comes later reads what was said, also after control was killed', async (t) => {
  const [presenter, late] = [await people.visit(presenterUrl), await people.visit(viewerUrl)];
  const texts = ({ hello }: Visitor) => hello.chat.map((one) => one.text);
  t.same(texts(presenter), ['ready?', 'welcome <b>all</b>', 'hello']);
  t.same(texts(late), ['welcome <b>all</b>', 'hello']);
  await new Promise((resolve) => setTimeout(resolve, 1500)); // It is written within a second.
  stack.control.kill('SIGKILL');
  await Promise.all([host.caller.peer.closed, viewer.caller.peer.closed]);
  stack.control = await stack.startControl();
  Object.assign(host, await people.back(host.session, host.id, { resume: true }));
  Object.assign(viewer, await people.back(viewer.session, viewer.id));
  t.same(texts(host), ['ready?', 'welcome <b>all</b>', 'hello']);
});

t.test('more than five lines in five seconds are refused, and the socket lives on', async (t) => {
  const fast = await people.visit(viewerUrl);
  const answers = [];
  for (let line = 0; line < 7; line += 1) answers.push(await refusal(say(fast, 'public', `line ${line}`, 'Fast')));
  t.same(answers, [...Array(5).fill('no refusal'), 'TOO_FAST', 'TOO_FAST']);
  t.equal(fast.caller.peer.signal.aborted, false);
  await say(viewer, 'public', 'I may', 'Eva');
});

t.test('a promoted viewer hears what was said on the stage', async (t) => {
  const eva = await people.visit(viewerUrl);
  await host.caller.peer.request('offerStage', { participantId: eva.id });
  const { routerRtpCapabilities: rtpCapabilities } = await eva.caller.peer.request('prepareStage', {});
  await eva.caller.peer.request('join', { name: 'Eva', rtpCapabilities });
  t.match(await hear(eva, 'chat', (one) => one.room === 'stage'), { text: 'ready?' });
  await say(eva, 'stage', 'here I am');
  await host.caller.peer.request('demote', { participantId: eva.id });
  t.equal(await refusal(say(eva, 'stage', 'still?')), 'PERMISSION_DENIED');
});

t.test('reactions of many are one event a second', async (t) => {
  const crowd = await Promise.all(Array.from({ length: 5 }, () => people.visit(viewerUrl)));
  for (const one of crowd) {
    for (let time = 0; time < 4; time += 1) await one.caller.peer.request('react', { reaction: '👏' });
  }
  await host.caller.peer.request('react', { reaction: '🎉' });
  const sum = (reaction: '👏' | '🎉') =>
    heardOf(viewer, 'reacted').reduce((total, { counts }) => total + (counts[reaction] ?? 0), 0);
  await until(() => sum('👏') === 20 && sum('🎉') === 1);
  t.ok(heardOf(viewer, 'reacted').length <= 3, `${heardOf(viewer, 'reacted').length} events`);
  const [one] = crowd;
  const react = () => one?.caller.peer.request('react', { reaction: '👍' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => refusal(Promise.resolve(react()))));
  t.equal(answers.filter((answer) => answer === 'TOO_FAST').length, 4, 'ten in five seconds');
});

t.test(`the last ${chatHistoryLength} are kept`, async (t) => {
  const crowd = await Promise.all(Array.from({ length: 41 }, () => people.visit(viewerUrl)));
  for (const [index, one] of crowd.entries()) {
    for (let line = 0; line < 5; line += 1) await say(one, 'public', `${index}.${line}`, `V${index}`);
  }
  const { hello } = await people.visit(viewerUrl);
  t.equal(hello.chat.length, chatHistoryLength);
  t.equal(hello.chat.at(-1)?.text, '40.4');
  t.equal(hello.chat[0]?.text, '1.0');
});
