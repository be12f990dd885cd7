import { FakeClock } from '@rostrum/lifecycle';
import { Fault, newId, type ParticipantId, type View } from '@rostrum/protocol';
import { emptyRoom, type Member, type RoomRecord } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import t from 'tap';
import { Layers } from './layers.ts';
import type { RoomCore } from './room-core.ts';

const [ada, bob] = [newId('participant'), newId('participant')];

const member = (id: ParticipantId, more: Partial<Member> = {}): Member => ({
  id,
  name: id,
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  awaySinceMs: null,
  media: null,
  producers: [],
  ...more,
});

const watching = (paused: boolean): Member['media'] => ({
  kind: 'webrtc',
  nodeId: 'sfu-1' as never,
  sendTransportId: 's',
  receiveTransportId: 'r',
  rtpCapabilities: {},
  consumers: [
    {
      consumerId: 'c1',
      producerId: 'cam',
      participantId: ada,
      source: 'camera',
      kind: 'video',
      rtpParameters: { codecs: [] },
      paused,
    },
  ],
});

/** Ada's camera, with three layers where nothing else is said, which Bob receives. */
function twoPeople({ paused = false, layers = 3 } = {}): RoomRecord {
  const camera = { source: 'camera', producerId: 'cam', paused: false, layers } as const;
  return {
    ...emptyRoom(newId('webinar'), { name: 'scheduled' }),
    members: [member(ada, { producers: [camera] }), member(bob, { media: watching(paused) })],
  };
}

function open(record = twoPeople()) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const wanted: number[] = [];
  const state = { record, fails: false, isGone: false, tries: 0, likely: null as ParticipantId | null };
  const request = async (method: string, data: { priority?: number; layers?: { spatialLayer: number } }) => {
    state.tries += 1;
    if (state.fails) throw new Error('not now');
    if (state.isGone) throw new Fault('CONSUMER_NOT_FOUND');
    asked.push([method.replace('consumer.', ''), data.layers?.spatialLayer ?? data.priority ?? ''].join(' ').trim());
    return {};
  };
  const core = {
    get record() {
      return state.record;
    },
    deps: { clock },
    log: createLogger('test', 'silent'),
    onChange: () => undefined,
    nodes: { to: async () => ({ request }) },
    emitTo: (_id: ParticipantId, _event: string, { maxSpatialLayer }: { maxSpatialLayer: number }) => {
      wanted.push(maxSpatialLayer);
    },
  } as unknown as RoomCore;
  const layers = new Layers(core, () => state.likely);
  const settle = async (ms = 50) => {
    // What was begun is answered before time goes on.
    for (const step of [50, ms - 50]) {
      clock.advance(step);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    }
  };
  return { layers, clock, asked, wanted, state, settle };
}

const shown = (heightPx: number, more: Partial<View> = {}): View => ({
  isHidden: false,
  tiles: [{ participantId: ada, source: 'camera', heightPx, isPinned: false }],
  ...more,
});

t.test('only what differs is asked for, changes in a row once', async (t) => {
  const { layers, asked, settle } = open();
  layers.note('c1', { paused: false, spatialLayer: 2 });
  layers.setView(bob, shown(700));
  layers.setView(bob, shown(160));
  await settle();
  t.same(asked, ['setPreferredLayers 0', 'setPriority 40']);
  layers.setView(bob, shown(160));
  await settle();
  t.equal(asked.length, 2);
  layers.setView(bob, shown(160, { isHidden: true }));
  await settle();
  t.same(asked.slice(2), ['pause']);
  layers.setView(bob, shown(400));
  await settle();
  t.same(asked.slice(3), ['setPreferredLayers 1', 'setPriority 100', 'resume'], 'it starts as it should go on');
});

t.test('what the page itself has paused stays paused', async (t) => {
  const { layers, asked, settle } = open(twoPeople({ paused: true }));
  layers.note('c1', { paused: true });
  layers.setView(bob, shown(160));
  await settle();
  t.notOk(asked.includes('resume'));
});

t.test('a camera is told to send more at once, and less after a while', async (t) => {
  const { layers, wanted, settle } = open();
  layers.setView(bob, shown(160));
  await settle();
  t.same(wanted, []);
  await settle(3000);
  t.same(wanted, [0]);
  layers.setView(bob, shown(700));
  await settle();
  t.same(wanted, [0, 2]);
  layers.setView(bob, shown(160));
  await settle(2000);
  layers.setView(bob, shown(700));
  await settle(5000);
  t.same(wanted, [0, 2], 'a glance elsewhere wakes nothing');
});

t.test('who will probably speak is woken before they do', async (t) => {
  const { layers, wanted, settle, state } = open();
  layers.setView(bob, shown(160));
  await settle(4000);
  state.likely = ada;
  layers.touch();
  await settle();
  t.same(wanted, [0, 2]);
});

t.test('a page that was away is told again', async (t) => {
  const { layers, wanted, settle } = open();
  layers.setView(bob, shown(160));
  await settle(4000);
  layers.retell(ada);
  await settle(4000);
  t.same(wanted, [0, 0]);
});

t.test('what the media node did not take is tried again', async (t) => {
  const { layers, asked, settle, state } = open();
  state.fails = true;
  layers.setView(bob, shown(160));
  await settle();
  state.fails = false;
  await settle(1100);
  t.same(asked, ['setPreferredLayers 0', 'setPriority 40', 'resume']);
});

t.test('a thin path gets the lowest layer after a moment, and all of it when it is wide again', async (t) => {
  const { layers, asked, settle } = open();
  layers.note('c1', { paused: false, spatialLayer: 2 });
  layers.setView(bob, shown(700));
  await settle();
  asked.length = 0;
  layers.handleBandwidth('of somebody else', 10);
  layers.handleBandwidth('r', 40);
  await settle(1000);
  t.same(asked, []);
  await settle(300);
  t.same(asked.splice(0), ['setPreferredLayers 0'], 'the time passes without another word');
  layers.handleBandwidth('r', 900);
  await settle(1000);
  t.same(asked, []);
  await settle(600);
  t.same(asked, ['setPreferredLayers 2']);
  layers.close();
});

t.test('a picture without layers comes back by itself, though no estimate says so while nothing is sent', async (t) => {
  const { layers, asked, settle } = open(twoPeople({ layers: 1 }));
  layers.setView(bob, shown(700));
  await settle();
  asked.length = 0;
  layers.handleBandwidth('r', 150);
  await settle(1300);
  t.same(asked.splice(0), ['pause']);
  await settle(4000);
  layers.handleBandwidth('r', 230);
  t.same(asked, []);
  await settle(1200);
  t.same(asked.splice(0), ['resume']);
  await settle(10_000);
  t.same(asked, []);
  layers.close();
});

t.test('a consumer that is gone is asked once', async (t) => {
  const { layers, settle, state } = open();
  state.isGone = true;
  layers.setView(bob, shown(160));
  await settle();
  layers.touch();
  await settle(5000);
  t.equal(state.tries, 1);
});

t.test('closed, it does nothing, and no timer is left', async (t) => {
  const { layers, clock } = open();
  layers.setView(bob, shown(160));
  layers.close();
  layers.touch();
  t.equal(clock.timers, 0);
});

t.test('a layer that a network has stopped is not waited for, is still wanted, and comes back', async (t) => {
  const { layers, asked, wanted, settle } = open();
  layers.setView(bob, shown(700));
  await settle();
  asked.length = 0;
  layers.handleSent(ada, { source: 'camera', maxSpatialLayer: 0 });
  await settle();
  t.same(asked, ['setPreferredLayers 0']);
  await settle(4000);
  t.same(wanted, [2], 'it may be sent as soon as it can');
  layers.handleSent(ada, { source: 'screen', maxSpatialLayer: 0 });
  layers.handleSent(ada, { source: 'camera', maxSpatialLayer: 2 });
  await settle();
  t.same(asked, ['setPreferredLayers 0', 'setPreferredLayers 2']);
});
