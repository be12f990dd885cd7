import { FakeClock, KeyedQueue } from '@rostrum/lifecycle';
import {
  defaultBranding,
  Fault,
  type NodeId,
  newId,
  type ParticipantId,
  type Role,
  type RtpParameters,
  type StandbyPolicy,
  type WebinarFacts,
} from '@rostrum/protocol';
import { emptyRoom, type RoomRecord } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import t from 'tap';
import { ExpectedLoads } from '../nodes/expected-loads.ts';
import { Room } from './room.ts';
import type { MediaNodeLinks, RoomDeps } from './room-deps.ts';
import type { Seat } from './seats.ts';

const [anew, resume] = [{ isWanted: false }, { isWanted: true }];

type Answer = (method: string, data: Record<string, unknown>) => unknown;

const opus: RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1 }],
};
const transport = (id: string) => ({
  id,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'f' }] },
});

/** Nodes of one kind that write down what they are asked, in memory. `refuse` may answer a fault instead. */
function fakeNodes(kind: 'sfu' | 'mixer', ids: string[], answer: Answer) {
  const asked: { node: string; method: string; data: Record<string, unknown> }[] = [];
  const fake = {
    asked,
    alive: new Set(ids),
    refuse: (_node: string, _method: string): Fault | undefined => undefined,
    of: (method: string) => asked.filter((one) => one.method === method),
    links: {
      nodes: async () =>
        ids.map((id, index) => ({
          id: id as NodeId,
          kind,
          region: id.startsWith('west') ? 'west' : 'local',
          linkUrl: 'ws://nowhere',
          version: '0',
          load: index / 10,
          draining: false,
        })),
      to: async (node: NodeId) => {
        if (!fake.alive.has(node)) throw new Fault('LINK_CLOSED', { detail: node });
        return {
          request: async (method: string, data: Record<string, unknown>) => {
            asked.push({ node, method, data });
            const fault = fake.refuse(node, method);
            if (fault) throw fault;
            return answer(method, data);
          },
        };
      },
      doubt: () => undefined,
    } as unknown as MediaNodeLinks<never>,
  };
  return fake;
}

/** A room on nodes in memory, with a clock that is turned by hand. */
async function openRoom(
  record?: Partial<RoomRecord>,
  { standby = 'off', sfus = ['sfu-1', 'sfu-2'] }: { standby?: StandbyPolicy; sfus?: string[] } = {},
) {
  const id = newId('webinar');
  const clock = new FakeClock();
  const queue = new KeyedQueue<string>();
  let made = 0;
  let epoch = 0;
  const isNew = { value: false };
  const policy = { value: standby };
  const sfu = fakeNodes('sfu', sfus, (method, data) => {
    made += 1;
    if (method === 'room.open') return { rtpCapabilities: {}, isNew: isNew.value };
    if (method === 'transport.openWebRtc') return transport(`transport-${made}`);
    if (method === 'transport.openPlain') return { id: `plain-${made}`, local: { ip: '127.0.0.1', port: 5 } };
    if (method === 'pipe.open') return { id: `pipe-${made}`, local: { ip: '127.0.0.1', port: 6 }, srtp: {} };
    if (method === 'pipe.send')
      return { consumerId: `piped-${made}`, kind: 'audio', rtpParameters: opus, producerPaused: false };
    if (method === 'producer.open') return { producerId: `producer-${made}` };
    if (method === 'consumer.open') {
      return { consumerId: `consumer-${made}`, kind: 'audio', rtpParameters: opus, producerPaused: false, ...data };
    }
    return {};
  });
  const mixer = fakeNodes('mixer', ['mixer-1', 'mixer-2'], (method) => {
    if (method === 'programme.start') return { rtp: { ip: '127.0.0.1', port: 9 } };
    return method === 'programme.stop' ? { durationSeconds: 1 } : {};
  });
  let facts: WebinarFacts = { id, title: 'T', description: '', startsAt: '', timeZone: 'UTC', state: 'scheduled' };
  const deps: RoomDeps = {
    sfus: sfu.links,
    mixers: mixer.links,
    epochs: { next: async () => ++epoch },
    snapshots: { save: async () => undefined },
    chats: { append: async () => undefined, load: async () => [] },
    lease: { epoch: 1, assertHeld: async () => undefined, lose: () => undefined },
    clock,
    region: 'local',
    distances: new Map(),
    standby: async () => policy.value,
    loads: new ExpectedLoads(clock),
    canvas: { width: 1280, height: 720, frameRate: 30 },
    emptyStageMs: 60_000,
    ladder: [],
    log: createLogger('test', 'silent'),
    facts: async () => facts,
    timelines: { put: async () => undefined },
    look: { branding: async () => defaultBranding, captions: async () => null, picture: async () => new Uint8Array() },
  };
  const room = await Room.open(
    { ...emptyRoom(id, { name: 'scheduled' }), ...record },
    {
      deps,
      run: (task) => queue.run(id, task),
      keepPhase: async ({ name }) => {
        facts = { ...facts, state: name };
        return facts;
      },
      record: async () => undefined,
      originAccess: async () => ({ url: 'http://nowhere', token: 't' }),
      endAtOrigin: async () => undefined,
      isPlaying: async () => true,
      dropProgramme: async () => undefined,
    },
  );
  /** All that was asked of the room, and what followed from it, is done. */
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await queue.run(id, () => undefined);
    }
  };
  return { room, sfu, mixer, clock, settle, isNew, policy };
}

function person(role: Role, participantId: ParticipantId = newId('participant'), region?: string) {
  const heard: { event: string; data: unknown }[] = [];
  const closed: string[] = [];
  const socket = {
    isOpen: true,
    emit: (event: string, data: unknown) => void heard.push({ event, data }),
    closeWith: (fault: Fault) => void closed.push(fault.code),
  };
  const seat: Seat = { participantId, role, plain: false, socket, region };
  return { seat, socket, heard, closed, states: () => heard.filter((one) => one.event === 'state').length };
}

async function onStage(room: Room, role: Role = 'host', region?: string) {
  const one = person(role, undefined, region);
  await room.hello(one.seat, anew);
  await room.join(one.seat, { name: role, rtpCapabilities: {} });
  return one;
}

const produce = (room: Room, seat: Seat) =>
  room.act(seat, 'present', ({ stage }, { id }) =>
    stage.produce(id, { source: 'microphone', rtpParameters: opus, paused: false }),
  );

t.test('a socket that closed before its turn gets no seat, and takes none', async (t) => {
  const { room } = await openRoom();
  const here = await onStage(room);
  const ghost = person('host', here.seat.participantId);
  const hello = room.hello(ghost.seat, resume);
  ghost.socket.isOpen = false;
  await t.rejects(hello, { code: 'LINK_CLOSED' });
  t.same(here.closed, []);
  t.equal(room.core.seats.of(here.seat.participantId), here.seat);
});

t.test('of two transports that do not both open, none stays', async (t) => {
  const { room, sfu } = await openRoom();
  const host = person('host');
  await room.hello(host.seat, anew);
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
  await room.hello(host.seat, anew);
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
  t.match(await room.hello(back.seat, resume), { resumed: false }, 'their media is lost, and the page hears it');
});

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
    for (const viewer of viewers) await room.hello(viewer.seat, anew);
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
    if (last) room.detach(last.seat.participantId, last.socket);
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
  const host = room.hello(person('host').seat, anew);
  t.match(await room.hello(person('viewer').seat, anew), { resumed: false, state: { viewers: 1 } });
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
  await t.rejects(room.hello(person('viewer').seat, anew), { code: 'ROOM_CLOSED' });
  await t.rejects(room.goLive('system'), { code: 'ROOM_CLOSED' });
});
