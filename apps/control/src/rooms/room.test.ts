import { Fault, type NodeId } from '@rostrum/protocol';
import t from 'tap';
import { anew, onStage, openRoom, person, produce, resume } from './room-rig.ts';

t.test('a socket that closed before its turn gets no seat, and takes none', async (t) => {
  const { room } = await openRoom();
  const here = await onStage(room);
  const ghost = person('host', here.seat.participantId);
  const hello = room.attendance.hello(ghost.seat, resume);
  ghost.socket.isOpen = false;
  await t.rejects(hello, { code: 'LINK_CLOSED' });
  t.same(here.closed, []);
  t.equal(room.core.seats.of(here.seat.participantId), here.seat);
});

t.test('of two transports that do not both open, none stays', async (t) => {
  const { room, sfu } = await openRoom();
  const host = person('host');
  await room.attendance.hello(host.seat, anew);
  sfu.refuse = (_node, method) =>
    method === 'transport.openWebRtc' && sfu.of(method).length === 2 ? new Fault('REQUEST_TIMEOUT') : undefined;
  await t.rejects(room.join(host.seat, { name: 'Host', rtpCapabilities: {} }), { code: 'REQUEST_TIMEOUT' });
  t.equal(sfu.of('transport.close').length, 1);
  t.same(room.core.record.members, []);
  await room.join(host.seat, { name: 'Host', rtpCapabilities: {} });
  t.equal(room.core.record.members.length, 1, 'the next try is a clean one');
});

t.test('joining twice leaves one place, and closes the transports of the first', async (t) => {
  const { room, sfu } = await openRoom();
  const host = await onStage(room);
  await room.join(host.seat, { name: 'Again', rtpCapabilities: {} });
  t.same(
    room.core.record.members.map((member) => member.name),
    ['Again'],
  );
  t.equal(sfu.of('transport.close').length, 2);
});

t.test('the same source twice at once is taken once', async (t) => {
  const { room, sfu } = await openRoom();
  const { seat } = await onStage(room);
  const both = await Promise.allSettled([produce(room, seat), produce(room, seat)]);
  t.same(both.map((one) => one.status).toSorted(), ['fulfilled', 'rejected']);
  t.equal(sfu.of('producer.open').length, 1);
});

t.test('who leaves is gone, though the SFU is not reached', async (t) => {
  const { room, sfu } = await openRoom();
  const { seat } = await onStage(room);
  sfu.alive.clear();
  await room.act(seat, 'present', ({ stage }, { id }) => stage.leave(id));
  t.same(room.core.record.members, []);
});

t.test('padding in what a page says of its codecs is refused before the SFU sees it', async (t) => {
  const { room, sfu } = await openRoom();
  const host = person('host');
  await room.attendance.hello(host.seat, anew);
  const rtpCapabilities = { codecs: [], later: 'x'.repeat(1 << 17) };
  await t.rejects(room.join(host.seat, { name: 'Host', rtpCapabilities }), { code: 'RTP_PARAMETERS_INVALID' });
  t.equal(sfu.of('transport.openWebRtc').length, 0);
});

t.test('live twice at once starts one programme, and the end comes after it', async (t) => {
  const { room, mixer } = await openRoom();
  const { seat } = await onStage(room);
  const [first, second, end] = await Promise.allSettled([room.goLive(seat), room.goLive(seat), room.end(seat)]);
  t.match(
    [first, second, end],
    [
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'WEBINAR_ALREADY_LIVE' } },
      { status: 'fulfilled' },
    ],
  );
  t.equal(mixer.of('programme.start').length, 1);
  t.equal(mixer.of('programme.stop').length, 1);
});

t.test('an end while a mixer is looked for ends the looking', async (t) => {
  const { room, mixer, clock, settle } = await openRoom();
  const { seat } = await onStage(room);
  mixer.refuse = () => new Fault('MIXER_UNAVAILABLE');
  await room.goLive(seat);
  t.equal(room.core.facts.state, 'live', 'the webinar is live, and a mixer is looked for');
  await room.end(seat);
  const asked = mixer.asked.length;
  clock.advance(60_000);
  await settle();
  t.equal(mixer.asked.length, asked);
  room.close();
  t.equal(clock.timers, 0);
});

t.test('an SFU that cannot feed the mixer now is no reason for another mixer, and is asked again', async (t) => {
  const { room, sfu, mixer, clock, settle } = await openRoom();
  const { seat } = await onStage(room);
  await produce(room, seat);
  sfu.refuse = (_node, method) => (method === 'consumer.open' ? new Fault('REQUEST_TIMEOUT') : undefined);
  await room.goLive(seat);
  t.equal(mixer.of('programme.start').length, 1);
  sfu.refuse = () => undefined;
  clock.advance(10_000);
  await settle();
  t.equal(mixer.of('programme.start').length, 1);
  t.match(mixer.of('programme.update').at(-1)?.data, { state: { participants: [{ microphone: { codec: 'opus' } }] } });
  t.equal(sfu.of('transport.openPlain').length, 1);
});

t.test('a mixer that does not answer holds up nobody, and has no say once it is replaced', async (t) => {
  const { room, mixer, clock, settle } = await openRoom();
  const { seat } = await onStage(room);
  await room.goLive(seat);
  await settle();
  const late = Promise.withResolvers<Fault>();
  mixer.refuse = (node, method) => (node === 'mixer-1' && method === 'programme.update' ? late.promise : undefined);
  await produce(room, seat);
  room.losses.handleMixerLost('mixer-1' as NodeId, 'silent');
  await settle();
  clock.advance(1000);
  await settle();
  const told = () => mixer.of('programme.update').filter(({ node }) => node === 'mixer-2');
  t.match(
    told().at(-1)?.data,
    { state: { participants: [{ microphone: { codec: 'opus' } }] } },
    'the next one is told',
  );
  late.resolve(new Fault('PROGRAMME_NOT_FOUND'));
  await settle();
  clock.advance(1000);
  await settle();
  t.equal(mixer.of('programme.start').length, 2, 'and is not replaced for what the old one says');
});

/** The record of a live room with one person on stage, as an earlier process kept it. */
async function keptLive() {
  const { room } = await openRoom();
  const { seat } = await onStage(room);
  await produce(room, seat);
  await room.goLive(seat);
  return { record: room.core.record, seat };
}

t.test('control comes back: what runs goes on', async (t) => {
  const { record } = await keptLive();
  const { room, sfu, mixer, settle } = await openRoom(record);
  room.resume();
  await settle();
  t.same(room.core.record.nodes, record.nodes);
  t.equal(sfu.of('room.open').length, 1);
  t.equal(mixer.of('programme.start').length, 0);
  t.ok(mixer.of('programme.update').length > 0, 'it is told who owns it now');
});

t.test('control comes back, and its media node or its mixer is gone: others take over', async (t) => {
  const { record, seat } = await keptLive();
  const { room, sfu, mixer, clock, settle } = await openRoom(record);
  sfu.alive.delete('sfu-1');
  mixer.alive.delete('mixer-1');
  room.resume();
  await settle();
  clock.advance(1);
  await settle();
  t.equal(room.core.record.home, 'sfu-2');
  t.match(room.core.record.phase, { name: 'live', placement: { mixerNodeId: 'mixer-2', transportId: /plain/ } });
  const back = person('host', seat.participantId);
  t.match(
    await room.attendance.hello(back.seat, resume),
    { resumed: false },
    'their media is lost, and the page hears it',
  );
});

t.test('a media node that has forgotten the room has lost the media', async (t) => {
  const { room, isNew, settle } = await openRoom();
  const host = await onStage(room);
  const [before] = room.core.record.nodes;
  isNew.value = true;
  room.losses.handleSfuBack('sfu-1' as NodeId);
  await settle();
  t.ok(Number(room.core.record.nodes[0]?.epoch) > Number(before?.epoch));
  t.ok(
    host.heard.some((one) => one.event === 'mediaMoved'),
    'and everybody is told where it goes on',
  );
});

t.test(
  'the audience hears of news once, of the stage nothing, and of its number the less the larger it is',
  async (t) => {
    const { room, clock } = await openRoom();
    const { seat } = await onStage(room);
    const viewers = Array.from({ length: 1000 }, () => person('viewer'));
    for (const viewer of viewers) await room.attendance.hello(viewer.seat, anew);
    const [one] = viewers;
    clock.advance(2000);
    t.equal(one?.states(), 1, 'the others came');
    await produce(room, seat);
    room.handleSpeaker(null);
    clock.advance(5000);
    t.equal(one?.states(), 1, 'what happens on the stage is not theirs');
    await room.goLive(seat);
    clock.advance(250);
    t.match(one?.heard.at(-1), { data: { webinar: { state: 'live' }, viewers: 1000, participants: [] } });
    const last = viewers.at(-1);
    if (last) room.attendance.detach(last.seat.participantId, last.socket);
    clock.advance(250);
    t.equal(one?.states(), 2);
    clock.advance(1000);
    t.match(one?.heard.at(-1), { data: { viewers: 999 } });
    room.close();
  },
);

t.test('a viewer is greeted while the stage waits for its media node', async (t) => {
  const { room, sfu } = await openRoom();
  const never = Promise.withResolvers<never>();
  sfu.links.to = () => never.promise;
  const host = room.attendance.hello(person('host').seat, anew);
  t.match(await room.attendance.hello(person('viewer').seat, anew), { resumed: false, state: { viewers: 1 } });
  never.reject(new Fault('SFU_UNAVAILABLE'));
  await t.rejects(host, { code: 'SFU_UNAVAILABLE' });
});

t.test('a room that was let go takes nobody, and tells who is there why', async (t) => {
  const { room, sfu, clock } = await openRoom();
  const host = await onStage(room);
  await room.release(new Fault('WEBINAR_NOT_FOUND'));
  t.same(host.closed, ['WEBINAR_NOT_FOUND']);
  t.equal(sfu.of('room.close').length, 1);
  t.equal(clock.timers, 0);
  await t.rejects(room.attendance.hello(person('viewer').seat, anew), { code: 'ROOM_CLOSED' });
  await t.rejects(room.goLive('system'), { code: 'ROOM_CLOSED' });
});
