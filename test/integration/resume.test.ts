import type { StageParticipant } from '@rostrum/protocol';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { opusParameters, StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

// One test waits for the 30 seconds to pass.
t.setTimeout(120_000);
const stack = await ControlStack.start();
t.teardown(() => stack.stop());
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl } = bootstrap.webinar;

/** Anna on the stage, who sees what happens to Ben; both send sound. */
async function twoOnStage(ssrc: number) {
  const [anna, ben] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  await anna.join((await api.join(hostUrl)).session, 'Anna');
  const { producerId: annaProducerId } = await anna.produce('microphone', opusParameters(ssrc));
  const visit = await api.join(presenterUrl);
  const { joined } = await ben.join(visit.session, 'Ben');
  const { producerId } = await ben.produce('microphone', opusParameters(ssrc + 1));
  return { anna, ben, session: visit.session, joined, producerId, annaProducerId };
}

const personIn = (caller: StageCaller, name: string): StageParticipant | undefined => {
  const last = caller.heard.findLast((one) => one.event === 'state');
  return (last?.data as { participants: StageParticipant[] } | undefined)?.participants.find(
    (one) => one.name === name,
  );
};

t.test('a dropped socket resumes by its token: place, transports, producers and consumers are as before', async (t) => {
  const { anna, ben, session, joined, producerId, annaProducerId } = await twoOnStage(1000);
  ben.close();
  await until(() => personIn(anna, 'Ben')?.reconnecting === true);
  t.match(personIn(anna, 'Ben')?.producers, [{ source: 'microphone', producerId }], 'the sound goes on meanwhile');

  const back = await StageCaller.open(stack);
  const hello = await back.hello(session, { resume: true });
  t.equal(hello.resumed, true);
  t.same(
    hello.state.participants.map(({ name, reconnecting }) => ({ name, reconnecting })),
    [
      { name: 'Anna', reconnecting: false },
      { name: 'Ben', reconnecting: false },
    ],
    'in the order of joining',
  );
  t.match(hello.consumers, [{ producerId: annaProducerId, source: 'microphone' }]);
  t.match(await back.peer.request('restartIce', { transportId: joined.send.id }), { iceParameters: {} });
  t.same(await back.peer.request('pauseProducer', { source: 'microphone' }), {});
  await until(() => personIn(anna, 'Ben')?.producers[0]?.paused === true);
  t.match(await back.produce('screen-audio', opusParameters(1002, '1')), { producerId: String }, 'more can be sent');
  for (const caller of [anna, back]) {
    await caller.peer.request('leave', {});
    caller.close();
  }
});

t.test('what was missed while away is in the answer', async (t) => {
  const { anna, ben, session } = await twoOnStage(2000);
  ben.close();
  await until(() => personIn(anna, 'Ben')?.reconnecting === true);
  await anna.peer.request('closeProducer', { source: 'microphone' });
  const { producerId } = await anna.produce('screen-audio', opusParameters(2002, '1'));
  const back = await StageCaller.open(stack);
  const { consumers } = await back.hello(session, { resume: true });
  t.match(consumers, [{ producerId, source: 'screen-audio' }]);
  t.equal(consumers?.length, 1);
  for (const caller of [anna, back]) {
    await caller.peer.request('leave', {});
    caller.close();
  }
});

t.test('a page that was reloaded has no transports to resume: its old place is given up', async (t) => {
  const { anna, ben, session } = await twoOnStage(3000);
  ben.close();
  await until(() => personIn(anna, 'Ben')?.reconnecting === true);
  const reloaded = await StageCaller.open(stack);
  const hello = await reloaded.hello(session);
  t.equal(hello.resumed, false);
  t.same(
    hello.state.participants.map((one) => one.name),
    ['Anna'],
  );
  await until(() => anna.heard.some((one) => one.event === 'consumerClosed'));
  for (const caller of [anna, reloaded]) caller.close();
});

t.test('control is killed and started again: members resume, their media never stopped', async (t) => {
  const { anna, ben, session, joined, producerId } = await twoOnStage(4000);
  stack.control.kill('SIGKILL');
  await Promise.all([anna.peer.closed, ben.peer.closed]);
  stack.control = await stack.startControl();
  const back = await StageCaller.open(stack);
  const hello = await back.hello(session, { resume: true });
  t.equal(hello.resumed, true);
  t.match(
    hello.state.participants.find((one) => one.name === 'Ben'),
    { producers: [{ source: 'microphone', producerId }] },
  );
  t.match(await back.peer.request('restartIce', { transportId: joined.receive.id }), { iceParameters: {} });
  t.notOk(stack.sfu.logged('orphaned room closed').length, 'the router is the same');
  back.close();
});

t.test('who does not come back within 30 s loses the place', async (t) => {
  const { anna, ben, session } = await twoOnStage(5000);
  ben.close();
  await until(() => personIn(anna, 'Ben')?.reconnecting === true);
  await until(() => anna.people.includes('Anna') && !anna.people.includes('Ben'), 35_000);
  const late = await StageCaller.open(stack);
  t.equal((await late.hello(session, { resume: true })).resumed, false);
  for (const caller of [anna, late]) caller.close();
});
