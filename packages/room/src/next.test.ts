import { defaultBranding, type NodeId, newId, type ParticipantId, type RtpParameters } from '@rostrum/protocol';
import { test } from 'tap';
import {
  emptyRoom,
  type Member,
  next,
  programmeState,
  type RoomEvent,
  type RoomRecord,
  stageParticipants,
} from './index.ts';

const vp8: RtpParameters = {
  codecs: [
    { mimeType: 'video/VP8', payloadType: 101, clockRate: 90000 },
    { mimeType: 'video/rtx', payloadType: 102, clockRate: 90000, parameters: { apt: 101 } },
  ],
  encodings: [{ ssrc: 1111, rtx: { ssrc: 2222 } }],
};

const sfu = 'sfu-1' as NodeId;

const member = (id: ParticipantId, name: string): Member => ({
  id,
  name,
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  awaySinceMs: null,
  media: {
    kind: 'webrtc',
    nodeId: sfu,
    sendTransportId: `s${name}`,
    receiveTransportId: `r${name}`,
    rtpCapabilities: {},
    consumers: [],
  },
  producers: [],
});

const ada = newId('participant');
const bob = newId('participant');
const run = (record: RoomRecord, ...events: RoomEvent[]) => events.reduce(next, record);
const twoPeople = () =>
  run(
    emptyRoom(newId('webinar'), { name: 'scheduled' }),
    { type: 'nodeOpened', node: { nodeId: sfu, epoch: 1, region: 'local' } },
    { type: 'homeChosen', nodeId: sfu },
    { type: 'joined', member: member(ada, 'Ada') },
    { type: 'joined', member: member(bob, 'Bob') },
    { type: 'producerOpened', id: ada, producer: { source: 'camera', producerId: 'cam', paused: false, layers: 3 } },
    {
      type: 'consumerOpened',
      id: bob,
      consumer: {
        consumerId: 'c1',
        producerId: 'cam',
        participantId: ada,
        source: 'camera',
        kind: 'video',
        rtpParameters: vp8,
        paused: true,
      },
    },
  );

const live = (record: RoomRecord) =>
  run(
    record,
    { type: 'wentLive', programmeId: newId('programme'), atMs: 1 },
    {
      type: 'programmePlaced',
      placement: {
        epoch: 1,
        mixerNodeId: 'mixer-1' as NodeId,
        rtp: { ip: '127.0.0.1', port: 9 },
        transportId: 't',
        consumers: [{ consumerId: 'p1', producerId: 'cam', rtpParameters: vp8, spatialLayer: 1 }],
      },
    },
  );

test('a consumer ends with its producer, at receivers and at the mixer', async (t) => {
  for (const end of [
    { type: 'producerClosed', id: ada, source: 'camera' },
    { type: 'left', id: ada, atMs: 5 },
  ] as const) {
    const after = next(live(twoPeople()), end);
    const receiver = after.members.find((one) => one.id === bob);
    t.same(receiver?.media?.kind === 'webrtc' && receiver.media.consumers, [], end.type);
    t.same(after.phase.name === 'live' && after.phase.placement?.consumers, [], end.type);
  }
});

test('each source once for each member', async (t) => {
  const again: RoomEvent = {
    type: 'producerOpened',
    id: ada,
    producer: { source: 'camera', producerId: 'cam2', paused: false, layers: 3 },
  };
  t.throws(() => next(twoPeople(), again), { code: 'SOURCE_IN_USE' });
  t.throws(() => next(twoPeople(), { ...again, id: newId('participant') }), { code: 'MESSAGE_OUT_OF_ORDER' });
});

test('scheduled, live, ended, and never back', async (t) => {
  const ended = next(live(twoPeople()), { type: 'ended', atMs: 9 });
  t.match(ended.phase, { name: 'ended', endedAtMs: 9, programme: { startedAtMs: 1 } });
  t.throws(() => next(ended, { type: 'ended', atMs: 10 }), { code: 'WEBINAR_ENDED' });
  t.throws(() => live(ended), { code: 'WEBINAR_ENDED' });
  t.throws(() => live(live(twoPeople())), { code: 'WEBINAR_ALREADY_LIVE' });
});

test('a lost SFU takes the media, and nobody from the stage', async (t) => {
  const after = next(live(twoPeople()), { type: 'nodeLost', nodeId: sfu });
  t.same(
    stageParticipants(after).map(({ name, producers }) => ({ name, producers })),
    [
      { name: 'Ada', producers: [] },
      { name: 'Bob', producers: [] },
    ],
  );
  t.match(after.phase, { placement: { transportId: null, consumers: [] } });
  t.equal(after.home, null, 'the room is to be placed anew');
});

test('the mixer is told of each stream that the SFU sends it', async (t) => {
  const record = next(live(twoPeople()), { type: 'producerPaused', id: ada, source: 'camera', paused: true });
  const state = programmeState(record, { title: 'Title', branding: defaultBranding });
  t.same(state.participants, [
    {
      id: ada,
      name: 'Ada',
      title: '',
      camera: {
        producerId: 'cam',
        codec: 'vp8',
        payloadType: 101,
        clockRate: 90000,
        ssrc: 1111,
        rtx: { payloadType: 102, ssrc: 2222 },
        paused: true,
      },
    },
    { id: bob, name: 'Bob', title: '' },
  ]);
  t.equal(state.revision, record.revision);
  t.equal(state.speaker, record.speaker);
});

test('the revision grows with each change, and a record is never changed in place', async (t) => {
  const before = twoPeople();
  const copy = structuredClone(before);
  const after = next(before, { type: 'left', id: ada, atMs: 5 });
  t.equal(after.revision, before.revision + 1);
  t.same(before, copy);
});
