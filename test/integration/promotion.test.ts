import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { opusParameters, vp8Parameters } from '../support/stage-caller.ts';
import { hear, heardOf, personIn, refusal, StagePeople, stateOf, type Visitor } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

// An offer that nobody answers is waited for: a minute.
t.setTimeout(150_000);
const stack = await ControlStack.start();
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;
const people = new StagePeople(stack, api);
t.teardown(async () => {
  people.close();
  await stack.stop();
});

const host = await people.onStage(hostUrl, 'Anna');
await host.caller.produce('microphone', opusParameters(1));
const presenter = await people.onStage(presenterUrl, 'Ben');

const offer = (to: Visitor, by = host) => by.caller.peer.request('offerStage', { participantId: to.id });
const ask = (visitor: Visitor) => visitor.caller.peer.request('prepareStage', {});
const decline = (visitor: Visitor) => visitor.caller.peer.request('declineOffer', {});
const demote = (who: Visitor, by = host) => by.caller.peer.request('demote', { participantId: who.id });

/** From the audience to the stage, as a page does it. */
async function promote(name: string) {
  const viewer = await people.visit(viewerUrl);
  await offer(viewer);
  await hear(viewer, 'offered');
  const prepared = await ask(viewer);
  const { routerRtpCapabilities: rtpCapabilities } = prepared;
  const joined = await viewer.caller.peer.request('join', { name, rtpCapabilities });
  return { viewer, prepared, joined };
}

/** Nobody answers this one; the last test looks at it. */
const silent = await people.visit(viewerUrl);
await offer(silent);
const offeredAt = performance.now();
await ask(silent);

t.test('a hand is seen by who can do something about it, and by its owner', async (t) => {
  const viewer = await people.visit(viewerUrl);
  await viewer.caller.peer.request('raiseHand', { name: 'Eva' });
  t.equal(stateOf(viewer).me.handRaised, true);
  t.same(stateOf(viewer).hands, []);
  await until(() => stateOf(host).hands.length === 1);
  t.match(stateOf(host).hands, [{ participantId: viewer.id, name: 'Eva' }]);
  t.same(stateOf(presenter).hands, []);
  await viewer.caller.peer.request('lowerHand', {});
  await until(() => stateOf(host).hands.length === 0);
  await viewer.caller.peer.request('raiseHand', { name: 'Eva' });
  await host.caller.peer.request('dismissHand', { participantId: viewer.id });
  await until(() => stateOf(viewer).me.handRaised === false);
  t.equal(await refusal(presenter.caller.peer.request('raiseHand', { name: 'Ben' })), 'PERMISSION_DENIED');
});

t.test('a viewer is asked, prepares, accepts, and is on stage over what was prepared', async (t) => {
  const viewer = await people.visit(viewerUrl);
  t.equal(viewer.hello.role, 'viewer');
  await viewer.caller.peer.request('raiseHand', { name: 'Eva' });
  await offer(viewer);
  t.match(await hear(viewer, 'offered'), { by: 'Anna' });
  t.equal(stateOf(viewer).me.offeredBy, 'Anna');

  const { send, receive, routerRtpCapabilities: rtpCapabilities } = await ask(viewer);
  t.match(
    await viewer.caller.peer.request('restartIce', { transportId: receive.id }),
    { iceParameters: {} },
    'what was prepared is theirs before they said yes',
  );
  const { peer } = viewer.caller;
  const { consumers } = await peer.request('prepareConsumers', { rtpCapabilities });
  t.match(consumers, [{ participantId: host.id, source: 'microphone', paused: true }]);
  const microphone = await viewer.caller.produce('microphone', opusParameters(11));
  const camera = await viewer.caller.produce('camera', vp8Parameters(12, '1', 3));
  for (const one of [host, presenter]) {
    await one.caller.peer.request('ping', {});
    t.notOk(personIn(one, viewer.id), 'nobody sees them on the stage');
    t.notOk(
      heardOf(one, 'consumerOpened').some(({ participantId }) => participantId === viewer.id),
      'nor hears them',
    );
  }
  const { consumerId = '' } = consumers[0] ?? {};
  t.equal(await refusal(peer.request('resumeConsumer', { consumerId })), 'PERMISSION_DENIED', 'nor do they hear it');
  for (const request of ['resumeProducer', 'closeProducer'] as const) {
    t.equal(await refusal(peer.request(request, { source: 'microphone' })), 'PERMISSION_DENIED');
  }
  t.equal(await refusal(viewer.caller.produce('microphone', opusParameters(13))), 'SOURCE_IN_USE');

  const joined = await peer.request('join', { name: 'Eva', rtpCapabilities, send: ['microphone'] });
  t.equal(joined.send.id, send.id);
  t.equal(joined.receive.id, receive.id);
  t.match(joined.consumers, [{ consumerId, participantId: host.id, source: 'microphone', paused: false }]);
  t.match(joined.state.me, { role: 'presenter', handRaised: false, offeredBy: null });
  await until(() => personIn(host, viewer.id));
  t.match(personIn(host, viewer.id), { name: 'Eva', role: 'presenter', isPromoted: true, place: 'stage' });
  t.same(stateOf(host).hands, []);
  t.same(personIn(host, viewer.id)?.producers, [
    { source: 'microphone', producerId: microphone.producerId, paused: false },
    { source: 'camera', producerId: camera.producerId, paused: true },
  ]);
  const heard = await hear(host, 'consumerOpened', (one) => one.producerId === microphone.producerId);
  t.equal(heard.paused, false, 'a sound waits for nobody');
  t.match(await hear(host, 'consumerOpened', (one) => one.producerId === camera.producerId), { paused: true });
  await demote(viewer);
});

t.test('who has a hand up is prepared before they are asked; a hand that goes down ends that', async (t) => {
  const viewer = await people.visit(viewerUrl);
  const { peer } = viewer.caller;
  await peer.request('raiseHand', { name: 'Ina' });
  const { send } = await ask(viewer);
  await peer.request('lowerHand', {});
  t.equal(await refusal(peer.request('restartIce', { transportId: send.id })), 'PERMISSION_DENIED');
  t.equal(await refusal(ask(viewer)), 'OFFER_NOT_FOUND');

  await peer.request('raiseHand', { name: 'Ina' });
  const prepared = await ask(viewer);
  const { routerRtpCapabilities: rtpCapabilities } = prepared;
  await presenter.caller.produce('microphone', opusParameters(18));
  const place = (to: 'stage' | 'backstage') =>
    host.caller.peer.request('setPlace', { participantId: presenter.id, place: to });
  const heardFrom = async () => {
    const { consumers } = await peer.request('prepareConsumers', { rtpCapabilities });
    return consumers.map(({ participantId }) => participantId);
  };
  await place('backstage');
  t.same(await heardFrom(), [host.id], 'who is backstage is nobody whom the audience knows');
  await place('stage');
  t.same(await heardFrom(), [host.id, presenter.id]);
  await presenter.caller.peer.request('closeProducer', { source: 'microphone' });
  const { producerId } = await viewer.caller.produce('microphone', opusParameters(17));
  t.equal(await refusal(peer.request('join', { name: 'Ina', rtpCapabilities, send: [] })), 'OFFER_NOT_FOUND');
  await offer(viewer);
  const joined = await peer.request('join', { name: 'Ina', rtpCapabilities, send: ['microphone'] });
  t.equal(joined.send.id, prepared.send.id, 'nothing is opened anew with the question');
  const told = await hear(host, 'consumerOpened', (one) => one.producerId === producerId);
  t.match(told, { participantId: viewer.id, paused: false });
  t.equal(heardOf(host, 'consumerOpened').filter((one) => one.producerId === producerId).length, 1);
  await demote(viewer);
});

t.test('of many hands only the first ones are prepared', async (t) => {
  const visitors = await Promise.all(Array.from({ length: 9 }, () => people.visit(viewerUrl)));
  for (const { caller } of visitors) await caller.peer.request('raiseHand', { name: 'Uli' });
  const answers = await Promise.all(visitors.map((visitor) => refusal(ask(visitor))));
  t.same(answers, [...Array(8).fill('no refusal'), 'OFFER_NOT_FOUND']);
  for (const { caller } of visitors) await caller.peer.request('lowerHand', {});
});

t.test('what a promoted viewer may not do', async (t) => {
  const { viewer } = await promote('Mia');
  const { peer } = viewer.caller;
  const refused = [
    () => peer.request('muteParticipant', { participantId: presenter.id, source: 'microphone' }),
    () => peer.request('removeParticipant', { participantId: presenter.id }),
    () => peer.request('setStageLocked', { locked: true }),
    () => peer.request('setRole', { participantId: viewer.id, role: 'co-host' }),
    () => peer.request('goLive', {}),
    () => offer(silent, viewer),
    () => demote(presenter, viewer),
  ];
  for (const request of refused) t.equal(await refusal(request()), 'PERMISSION_DENIED');
  const raised = host.caller.peer.request('setRole', { participantId: viewer.id, role: 'co-host' });
  t.equal(await refusal(raised), 'PERMISSION_DENIED', 'nor may the host make them a co-host');
  await demote(viewer);
});

t.test('what nobody may do without being asked, and a presenter may not ask', async (t) => {
  const viewer = await people.visit(viewerUrl);
  const { peer } = viewer.caller;
  t.equal(await refusal(viewer.caller.produce('microphone', opusParameters(21))), 'PERMISSION_DENIED');
  t.equal(await refusal(peer.request('join', { name: 'X', rtpCapabilities: {} })), 'OFFER_NOT_FOUND');
  t.equal(await refusal(ask(viewer)), 'OFFER_NOT_FOUND');
  t.equal(await refusal(peer.request('prepareConsumers', { rtpCapabilities: {} })), 'OFFER_NOT_FOUND');
  t.equal(await refusal(decline(viewer)), 'OFFER_NOT_FOUND');
  t.equal(await refusal(offer(viewer, presenter)), 'PERMISSION_DENIED');
  t.equal(await refusal(offer(presenter)), 'PARTICIPANT_NOT_FOUND', 'who presents already is not asked');
  t.equal(await refusal(demote(presenter)), 'PARTICIPANT_NOT_FOUND', 'nor sent to an audience they did not come from');
});

t.test('sent back to the audience: the media ends, the seat stays, the rights go', async (t) => {
  const { viewer } = await promote('Kim');
  const { producerId } = await viewer.caller.produce('microphone', opusParameters(31));
  const consumer = await hear(host, 'consumerOpened', (one) => one.producerId === producerId);
  await demote(viewer);
  await hear(viewer, 'demoted');
  await hear(host, 'consumerClosed', (one) => one.consumerId === consumer.consumerId);
  t.notOk(personIn(host, viewer.id));
  t.match(stateOf(viewer), { me: { role: 'viewer' }, participants: [] });
  t.equal(await refusal(viewer.caller.produce('microphone', opusParameters(32))), 'PERMISSION_DENIED');
  t.equal((await people.back(viewer.session, viewer.id)).hello.role, 'viewer', 'a reload does not bring it back');
});

t.test('who wants to go back, goes back', async (t) => {
  const { viewer } = await promote('Ola');
  await demote(viewer, viewer);
  await hear(viewer, 'demoted');
  t.equal(stateOf(viewer).me.role, 'viewer');
});

t.test('a promoted viewer who reloads is still promoted', async (t) => {
  const { viewer, prepared } = await promote('Lea');
  await viewer.caller.peer.request('leave', {});
  viewer.caller.close();
  const back = await people.back(viewer.session, viewer.id);
  t.match(back.hello, { role: 'presenter', state: { me: { role: 'presenter' } } });
  const rtpCapabilities = back.hello.routerRtpCapabilities ?? {};
  const joined = await back.caller.peer.request('join', { name: 'Lea', rtpCapabilities });
  t.not(joined.send.id, prepared.send.id);
  t.match(joined.consumers, [{ participantId: host.id }]);
  await until(() => personIn(host, viewer.id)?.isPromoted);
  await demote(back);
});

t.test('control is killed and started again: who was promoted is still promoted', async (t) => {
  const { viewer } = await promote('Noa');
  await viewer.caller.produce('microphone', opusParameters(41));
  const before = stack.control;
  before.kill('SIGKILL');
  await viewer.caller.peer.closed;
  stack.control = await stack.startControl();
  const back = await people.back(viewer.session, viewer.id, { resume: true });
  t.match(back.hello, { role: 'presenter', resumed: true, consumers: [{ source: 'microphone' }] });
  Object.assign(host, await people.back(host.session, host.id, { resume: true }));
  Object.assign(presenter, await people.back(presenter.session, presenter.id, { resume: true }));
  Object.assign(silent, await people.back(silent.session, silent.id));
  t.equal(silent.hello.state.me.offeredBy, 'Anna', 'and who was asked is still asked');
  await demote(back);
  await hear(back, 'demoted');
});

t.test('"not now" reaches the hosts', async (t) => {
  const viewer = await people.visit(viewerUrl);
  await viewer.caller.peer.request('raiseHand', { name: 'Tom' });
  await offer(viewer);
  const { send } = await ask(viewer);
  await decline(viewer);
  t.same(await hear(host, 'offerDeclined'), { participantId: viewer.id, name: 'Tom' });
  t.same(heardOf(presenter, 'offerDeclined'), []);
  t.equal(stateOf(viewer).me.offeredBy, null);
  t.equal(await refusal(viewer.caller.peer.request('restartIce', { transportId: send.id })), 'PERMISSION_DENIED');
});

t.test('an offer that is withdrawn is closed, with what was prepared', async (t) => {
  const viewer = await people.visit(viewerUrl);
  await offer(viewer);
  const { send } = await ask(viewer);
  await viewer.caller.produce('microphone', opusParameters(51));
  await host.caller.peer.request('withdrawOffer', { participantId: viewer.id });
  await hear(viewer, 'offerClosed');
  t.equal(await refusal(viewer.caller.peer.request('join', { name: 'X', rtpCapabilities: {} })), 'OFFER_NOT_FOUND');
  t.equal(await refusal(viewer.caller.peer.request('restartIce', { transportId: send.id })), 'PERMISSION_DENIED');
  t.equal(await refusal(host.caller.peer.request('withdrawOffer', { participantId: viewer.id })), 'OFFER_NOT_FOUND');
});

t.test('an offer that nobody answers closes after a minute, though control died meanwhile', async (t) => {
  await until(() => heardOf(silent, 'offerClosed').length > 0, 90_000);
  const seconds = (performance.now() - offeredAt) / 1000;
  t.ok(seconds > 59 && seconds < 70, `${seconds.toFixed(1)} s`);
  t.equal(stateOf(silent).me.offeredBy, null);
  t.equal(await refusal(decline(silent)), 'OFFER_NOT_FOUND');
});
