import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { opusParameters, vp8Parameters } from '../support/stage-caller.ts';
import { hear, heardOf, personIn, refusal, StagePeople, stateOf, type Visitor } from '../support/stage-people.ts';
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
const watcher = await people.onStage(presenterUrl, 'Ben');

const about = ({ id }: Visitor) => ({ participantId: id });
const leave = async (...visitors: Visitor[]) => {
  for (const { caller } of visitors) {
    await caller.peer.request('leave', {});
    caller.close();
  }
};

t.test('a microphone is muted by a host, and turned on again by its owner alone', async (t) => {
  const eve = await people.onStage(presenterUrl, 'Eve');
  await eve.caller.produce('microphone', opusParameters(1));
  const request = { ...about(eve), source: 'microphone' } as const;
  t.equal(await refusal(watcher.caller.peer.request('muteParticipant', request)), 'PERMISSION_DENIED');
  await host.caller.peer.request('muteParticipant', request);
  t.same(await hear(eve, 'mutedBy'), { source: 'microphone', name: 'Anna' });
  await until(() => personIn(watcher, eve.id)?.producers[0]?.paused === true);
  await eve.caller.peer.request('resumeProducer', { source: 'microphone' });
  await until(() => personIn(watcher, eve.id)?.producers[0]?.paused === false);
  const camera = host.caller.peer.request('muteParticipant', { ...about(eve), source: 'camera' });
  t.equal(await refusal(camera), 'PRODUCER_NOT_FOUND');
  await leave(eve);
});

t.test('a share is stopped, with its sound, and nothing else', async (t) => {
  const eve = await people.onStage(presenterUrl, 'Eve');
  t.equal(await refusal(host.caller.peer.request('stopShare', about(eve))), 'PRODUCER_NOT_FOUND');
  await eve.caller.produce('microphone', opusParameters(2));
  await eve.caller.produce('screen', vp8Parameters(3, '1'));
  await eve.caller.produce('screen-audio', opusParameters(4, '2'));
  await host.caller.peer.request('stopShare', about(eve));
  await until(() => personIn(watcher, eve.id)?.producers.length === 1);
  t.match(personIn(watcher, eve.id)?.producers, [{ source: 'microphone' }]);
  await hear(eve, 'mutedBy', ({ source }) => source === 'screen-audio');
  t.same(
    heardOf(eve, 'mutedBy').map(({ source }) => source),
    ['screen', 'screen-audio'],
  );
  await leave(eve);
});

t.test('who is removed is out, and stays out', async (t) => {
  const eve = await people.onStage(presenterUrl, 'Eve');
  t.equal(await refusal(watcher.caller.peer.request('removeParticipant', about(eve))), 'PERMISSION_DENIED');
  await host.caller.peer.request('removeParticipant', about(eve));
  t.equal((await eve.caller.peer.closed).code, 4012);
  t.same(eve.caller.faults, ['REMOVED']);
  await until(() => !personIn(watcher, eve.id));
  t.equal(await refusal(people.back(eve.session, eve.id)), 'REMOVED');
  for (const link of [presenterUrl, viewerUrl]) {
    const token = new URL(link).hash.slice(1);
    t.match(
      await api.call('POST', '/api/join', { token, session: eve.session }),
      { status: 403, body: { code: 'REMOVED' } },
      'nor with another link',
    );
  }
  t.equal(
    await refusal(host.caller.peer.request('removeParticipant', { participantId: 'u_aaaaaaaaaaaaaaaaaaaa' as never })),
    'PARTICIPANT_NOT_FOUND',
  );
});

t.test('a viewer is removed', async (t) => {
  const viewer = await people.visit(viewerUrl);
  await viewer.caller.peer.request('raiseHand', { name: 'Troll' });
  await until(() => stateOf(host).hands.length === 1);
  await host.caller.peer.request('removeParticipant', about(viewer));
  t.equal((await viewer.caller.peer.closed).code, 4012);
  await until(() => stateOf(host).hands.length === 0);
  t.equal(await refusal(people.back(viewer.session, viewer.id)), 'REMOVED');
});

t.test('nobody moderates the host; a co-host moderates presenters, and only the host co-hosts', async (t) => {
  const [cora, dora] = [await people.onStage(presenterUrl, 'Cora'), await people.onStage(presenterUrl, 'Dora')];
  await cora.caller.produce('microphone', opusParameters(5));
  await dora.caller.produce('microphone', opusParameters(6));
  const raise = { ...about(cora), role: 'co-host' } as const;
  t.equal(await refusal(cora.caller.peer.request('setRole', raise)), 'PERMISSION_DENIED');
  await host.caller.peer.request('setRole', raise);
  await until(() => stateOf(cora).me.role === 'co-host');
  await until(() => personIn(watcher, cora.id)?.role === 'co-host');

  await cora.caller.peer.request('muteParticipant', { ...about(dora), source: 'microphone' });
  t.match(await hear(dora, 'mutedBy'), { name: 'Cora' });
  const onHost = [
    () => cora.caller.peer.request('removeParticipant', about(host)),
    () => cora.caller.peer.request('setPlace', { ...about(host), place: 'backstage' }),
    () => cora.caller.peer.request('setRole', { ...about(host), role: 'presenter' }),
    () => cora.caller.peer.request('setRole', { ...about(dora), role: 'co-host' }),
    () => cora.caller.peer.request('goLive', {}),
  ];
  for (const request of onHost) t.equal(await refusal(request()), 'PERMISSION_DENIED');

  await host.caller.peer.request('setRole', { ...about(dora), role: 'co-host' });
  const onCoHost = () => dora.caller.peer.request('muteParticipant', { ...about(cora), source: 'microphone' });
  t.equal(await refusal(onCoHost()), 'PERMISSION_DENIED');
  const viewer = await people.visit(viewerUrl);
  await cora.caller.peer.request('offerStage', about(viewer));
  t.match(await hear(viewer, 'offered'), { by: 'Cora' });

  cora.caller.close();
  const back = await people.back(cora.session, cora.id);
  t.equal(back.hello.role, 'co-host', 'a reload keeps it');
  await back.caller.peer.request('join', { name: 'Cora', rtpCapabilities: back.hello.routerRtpCapabilities ?? {} });
  await host.caller.peer.request('setRole', { ...about(cora), role: 'presenter' });
  t.equal(await refusal(back.caller.peer.request('setStageLocked', { locked: true })), 'PERMISSION_DENIED');
  await leave(back, dora);
});

t.test('a locked stage sends newcomers backstage, and leaves who was there', async (t) => {
  await host.caller.peer.request('setStageLocked', { locked: true });
  await until(() => stateOf(watcher).stageLocked);
  const late = await people.onStage(presenterUrl, 'Late');
  await until(() => personIn(watcher, late.id)?.place === 'backstage');
  const second = await people.onStage(hostUrl, 'Second host');
  await until(() => personIn(watcher, second.id)?.place === 'stage');

  Object.assign(watcher, await people.back(watcher.session, watcher.id));
  const rtpCapabilities = watcher.hello.routerRtpCapabilities ?? {};
  await watcher.caller.peer.request('join', { name: 'Ben', rtpCapabilities });
  await until(() => personIn(host, watcher.id)?.place === 'stage');
  t.pass('who reloads is no newcomer');

  t.equal(await refusal(late.caller.peer.request('setPlace', { ...about(late), place: 'stage' })), 'PERMISSION_DENIED');
  await host.caller.peer.request('setPlace', { ...about(late), place: 'stage' });
  await until(() => personIn(watcher, late.id)?.place === 'stage');
  await host.caller.peer.request('setStageLocked', { locked: false });
  await leave(late, second);
});

t.test('backstage: seen and heard by the others, and not in the programme', async (t) => {
  const mixer = await FakeMixer.open({ ...stack, redisUrl: stack.redisUrl, onStop: async () => undefined });
  t.teardown(() => mixer.close());
  const eve = await people.onStage(presenterUrl, 'Eve');
  const { producerId } = await eve.caller.produce('microphone', opusParameters(7));
  const names = () => mixer.states.at(-1)?.participants.map((one) => one.name);
  const audible = () =>
    mixer.states
      .at(-1)
      ?.participants.filter((one) => one.microphone)
      .map((one) => one.name);
  await until(() =>
    host.caller.peer.request('goLive', {}).then(
      () => true,
      (error) => (error.code === 'MIXER_UNAVAILABLE' ? null : Promise.reject(error)),
    ),
  );
  await until(() => audible()?.includes('Eve'));

  await host.caller.peer.request('setPlace', { ...about(eve), place: 'backstage' });
  await until(() => !names()?.includes('Eve'));
  await until(() => personIn(watcher, eve.id)?.place === 'backstage');
  t.match(personIn(watcher, eve.id), { producers: [{ producerId, paused: false }] });
  t.notOk(heardOf(watcher, 'consumerClosed').length, 'the others still hear her');
  eve.caller.close();
  const back = await people.back(eve.session, eve.id);
  await back.caller.peer.request('join', { name: 'Eve', rtpCapabilities: back.hello.routerRtpCapabilities ?? {} });
  await back.caller.produce('microphone', opusParameters(8));
  await until(() => personIn(host, eve.id)?.producers.length === 1);
  t.equal(personIn(host, eve.id)?.place, 'backstage', 'a reload is no way round it');

  await host.caller.peer.request('setPlace', { ...about(eve), place: 'stage' });
  await until(() => audible()?.includes('Eve'));
  await host.caller.peer.request('end', {});
});
