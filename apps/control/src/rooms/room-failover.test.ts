import type { NodeId } from '@rostrum/protocol';
import t from 'tap';
import { onStage, openRoom, opus, produce } from './room-rig.ts';

t.test('whoever is connected to the node that waits goes on there at once, and stays muted', async (t) => {
  const { room, sfu, clock, settle } = await openRoom(undefined, { standby: 'standby' });
  const [host, guest] = [await onStage(room), await onStage(room, 'presenter')];
  await produce(room, host.seat);
  await produce(room, guest.seat);
  await room.act(guest.seat, 'present', ({ stage }, { id }) =>
    stage.setProducerPaused(id, { source: 'microphone', paused: true }),
  );
  for (const ms of [1, 1000]) {
    clock.advance(ms);
    await settle();
  }
  const heard = (one: typeof host, event: string) => one.heard.filter((each) => each.event === event);
  t.same(
    [host, guest].map((one) => heard(one, 'spareOpened').length),
    [1, 1],
  );
  for (const { seat } of [host, guest]) {
    const request = { source: 'microphone', rtpParameters: opus } as const;
    await room.act(seat, 'present', ({ spares }, { id }) => spares.produce(id, request));
  }
  t.same(
    [host, guest].map((one) => heard(one, 'spareConsumer').length),
    [1, 1],
    'of the other one',
  );
  t.same(new Set(sfu.of('producer.open').map(({ node }) => node)), new Set(['sfu-1', 'sfu-2']));

  sfu.alive.delete('sfu-1');
  sfu.asked.length = 0;
  room.losses.handleSfuLost('sfu-1' as NodeId, 'gone');
  await settle();
  t.match(heard(guest, 'mediaMoved'), [{ data: { isPrepared: true, consumers: [{ paused: false }] } }]);
  t.same(sfu.of('transport.openWebRtc'), [], 'nothing had to be opened');
  t.equal(sfu.of('producer.resume').length, 1, 'the one who was heard');
  t.equal(sfu.of('consumer.resume').length, 2);
  t.match(room.core.record.members, [
    { media: { nodeId: 'sfu-2' }, producers: [{ paused: false }] },
    { media: { nodeId: 'sfu-2' }, producers: [{ paused: true }] },
  ]);
  t.same(room.core.record.spares, {});
  await room.act(guest.seat, 'present', ({ stage }, { id }) => stage.leave(id));
  t.same(room.core.record.members.length, 1);
});

t.test("how many nodes wait is the webinar's choice, also when it is changed while people are there", async (t) => {
  const sfus = ['sfu-1', 'sfu-2', 'sfu-3', 'sfu-4', 'sfu-5'];
  const { room, sfu, clock, settle, policy } = await openRoom(undefined, { standby: 'all', sfus });
  const host = await onStage(room);
  const wait = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      clock.advance(1000);
      await settle();
    }
  };
  const lose = (nodeId: string) => {
    sfu.alive.delete(nodeId);
    room.losses.handleSfuLost(nodeId as NodeId, 'gone');
  };
  const standbys = () => room.core.record.standbys;
  const spare = () => room.core.record.spares[host.seat.participantId]?.nodeId;
  await wait();
  const [first = '', ...others] = standbys();
  t.equal(new Set([room.core.record.home, first, ...others]).size, 4, 'as many as there may be');
  t.equal(spare(), first);

  lose(first);
  await wait();
  t.same(standbys().slice(0, 2), others, 'the next one takes its place');
  t.equal(standbys().length, 3, 'and one more waits behind');
  t.equal(spare(), others[0]);

  policy.value = 'off';
  await room.refresh();
  await wait();
  t.same(standbys(), []);
  t.equal(spare(), undefined);
  t.equal(sfu.of('room.close').length, 3);
  policy.value = 'standby';
  await room.refresh();
  await wait();
  t.equal(standbys().length, 1);
  const [heir] = standbys();
  lose(String(room.core.record.home));
  await settle();
  t.equal(room.core.record.home, heir);
  room.close();
});

t.test("people on several nodes are connected to each other's, and go on there at once", async (t) => {
  const { room, sfu, clock, settle } = await openRoom(undefined, { standby: 'standby', sfus: ['sfu-1', 'west-1'] });
  const [host, guest] = [await onStage(room), await onStage(room, 'presenter', 'west')];
  await produce(room, host.seat);
  await produce(room, guest.seat);
  const wait = async () => {
    for (const ms of [1, 1000, 1000]) {
      clock.advance(ms);
      await settle();
    }
  };
  await wait();
  const { spares, members } = room.core.record;
  t.same(
    members.map(({ media }) => media?.nodeId),
    ['sfu-1', 'west-1'],
  );
  t.same(
    [host, guest].map(({ seat }) => spares[seat.participantId]?.nodeId),
    ['west-1', 'sfu-1'],
  );
  const [voice] = members[1]?.producers ?? [];
  t.match(spares[host.seat.participantId]?.consumers, [{ producerId: voice?.producerId, paused: true }]);
  const request = { source: 'microphone', rtpParameters: opus } as const;
  await room.act(host.seat, 'present', ({ spares }, { id }) => spares.produce(id, request));
  await settle();

  sfu.alive.delete('sfu-1');
  sfu.asked.length = 0;
  room.losses.handleSfuLost('sfu-1' as NodeId, 'gone');
  await settle();
  t.match(
    host.heard.filter(({ event }) => event === 'mediaMoved'),
    [{ data: { isPrepared: true, consumers: [{ producerId: voice?.producerId, paused: false }] } }],
  );
  t.same(sfu.of('transport.openWebRtc'), [], 'nothing had to be opened');
  t.notOk(
    guest.heard.some(({ event }) => event === 'mediaMoved'),
    'whoever is elsewhere stays',
  );
  t.equal(room.core.record.home, 'west-1');
  t.equal(guest.heard.filter(({ event }) => event === 'consumerOpened').length, 2, 'and receives what moved');
  await room.act(guest.seat, 'present', ({ stage }, { id }) => stage.leave(id));
  await wait();
  t.same(room.core.record.spares, {}, 'of who has left nothing is kept');
  room.close();
});
