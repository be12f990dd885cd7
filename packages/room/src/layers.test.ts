import { type NodeId, newId, type ParticipantId, type Source, type View } from '@rostrum/protocol';
import { test } from 'tap';
import {
  type Carried,
  consumerWish,
  emptyRoom,
  type LayersInput,
  layerWishes,
  looksAtLayers,
  type Member,
  type RoomRecord,
  spatialLayerFor,
} from './index.ts';

const ids = Array.from({ length: 16 }, () => newId('participant'));
const [ada, bob, cem] = ids as [ParticipantId, ParticipantId, ParticipantId];
const kinds = { camera: 'video', screen: 'video', microphone: 'audio', 'screen-audio': 'audio' } as const;
const producerOf = (id: ParticipantId, source: Source) => `${source}:${id}`;
const consumerOf = (receiver: ParticipantId, id: ParticipantId, source: Source = 'camera') =>
  `${receiver}<${producerOf(id, source)}`;

/** People who each receive all that the others send. */
function room(people: readonly ParticipantId[], sources: readonly Source[] = ['camera', 'microphone']): RoomRecord {
  const members = people.map(
    (id): Member => ({
      id,
      name: id,
      role: 'presenter',
      place: 'stage',
      isPromoted: false,
      awaySinceMs: null,
      media: {
        kind: 'webrtc',
        nodeId: 'sfu-1' as NodeId,
        sendTransportId: 's',
        receiveTransportId: 'r',
        rtpCapabilities: {},
        consumers: people
          .filter((one) => one !== id)
          .flatMap((one) =>
            sources.map((source) => ({
              consumerId: consumerOf(id, one, source),
              producerId: producerOf(one, source),
              participantId: one,
              source,
              kind: kinds[source],
              rtpParameters: { codecs: [] },
              paused: false,
            })),
          ),
      },
      producers: sources.map((source) => ({
        source,
        producerId: producerOf(id, source),
        paused: false,
        layers: source === 'camera' ? 3 : 1,
      })),
    }),
  );
  return { ...emptyRoom(newId('webinar'), { name: 'scheduled' }), members };
}

const tile = (participantId: ParticipantId, heightPx: number, more: Partial<View['tiles'][number]> = {}) =>
  ({ participantId, source: 'camera', heightPx, isPinned: false, ...more }) as const;
const view = (tiles: View['tiles'], isHidden = false): View => ({ tiles, isHidden });
const wishes = (record: RoomRecord, views: [ParticipantId, View][] = [], more: Partial<LayersInput> = {}) =>
  layerWishes({ record, views: new Map(views), likelySpeaker: null, carried: new Map(), ...more });

test('a tile gets the layer next above its height', async (t) => {
  t.same(
    [1, 90, 180, 200, 208, 360, 413, 415, 720, 2000].map((heightPx) => spatialLayerFor(heightPx)),
    [0, 0, 0, 0, 1, 1, 1, 2, 2, 2],
  );
  const { consumers } = wishes(room([ada, bob, cem]), [[ada, view([tile(bob, 150), tile(cem, 340)])]]);
  t.match(consumers.get(consumerOf(ada, bob)), { paused: false, spatialLayer: 0 });
  t.match(consumers.get(consumerOf(ada, cem)), { paused: false, spatialLayer: 1 });
});

test('pinned and speaking people are large; screens, pins and speakers come first', async (t) => {
  const record = { ...room([ada, bob, cem], ['camera', 'screen']), speaker: cem };
  const { consumers } = wishes(record, [
    [ada, view([tile(bob, 100, { isPinned: true }), tile(cem, 100), tile(bob, 500, { source: 'screen' })])],
    [bob, view([tile(ada, 100), tile(cem, 100)])],
  ]);
  const wish = (receiver: ParticipantId, id: ParticipantId, source: Source = 'camera') =>
    consumers.get(consumerOf(receiver, id, source));
  t.equal(wish(ada, bob)?.spatialLayer, 2);
  t.equal(wish(ada, cem)?.spatialLayer, 2);
  t.equal(wish(ada, bob, 'screen')?.spatialLayer, null, 'one layer, whole');
  const order = [wish(ada, bob, 'screen'), wish(ada, bob), wish(ada, cem), wish(bob, ada)].map((one) => one?.priority);
  t.same(
    order,
    order.toSorted((a, b) => Number(b) - Number(a)),
  );
  t.equal(new Set(order).size, 4);
  t.ok([...consumers.values()].every(({ priority }) => priority >= 1 && priority <= 255));
});

test('what nobody sees stops; what is heard does not', async (t) => {
  const { consumers } = wishes(room([ada, bob, cem]), [
    [ada, view([tile(bob, 300), tile(cem, 300)], true)],
    [bob, view([tile(ada, 300), tile(cem, 0)])],
  ]);
  t.equal(consumers.get(consumerOf(ada, bob))?.paused, true, 'the page is hidden');
  t.equal(consumers.get(consumerOf(ada, cem))?.paused, true);
  t.equal(consumers.get(consumerOf(bob, ada))?.paused, false);
  t.equal(consumers.get(consumerOf(bob, cem))?.paused, true, 'scrolled away');
  t.equal(consumers.has(consumerOf(ada, bob, 'microphone')), false, 'a view never stops a sound');
});

test('a page that has said nothing, or nothing of a newcomer, gets what an even grid would', async (t) => {
  for (const [count, layer] of [
    [2, 2],
    [3, 1],
    [5, 1],
    [16, 0],
  ] as const) {
    const { consumers } = wishes(room(ids.slice(0, count)));
    t.match(consumers.get(consumerOf(ada, bob)), { paused: false, spatialLayer: layer }, `${count} people`);
  }
  const { consumers } = wishes(room([ada, bob, cem]), [[ada, view([tile(bob, 100)])]]);
  t.match(consumers.get(consumerOf(ada, cem)), { paused: false, spatialLayer: 1 });
});

test('a camera sends as much as somebody has use for, and never nothing', async (t) => {
  const record = room([ada, bob, cem]);
  const cameraOf = (id: ParticipantId) => producerOf(id, 'camera');
  const small = view(ids.map((id) => tile(id, 100)));
  const hidden = view([], true);
  const all: [ParticipantId, View][] = [
    [ada, small],
    [bob, view([tile(ada, 340)])],
    [cem, hidden],
  ];
  const { producers } = wishes(record, all);
  t.equal(producers.get(cameraOf(ada)), 1);
  t.equal(producers.get(cameraOf(bob)), 0, 'only ada looks, at a small tile');
  t.equal(producers.has(producerOf(ada, 'microphone')), false);
  t.equal(
    wishes(record, [
      [ada, hidden],
      [bob, hidden],
      [cem, hidden],
    ]).producers.get(cameraOf(ada)),
    0,
  );
  t.equal(wishes(record, all, { likelySpeaker: bob }).producers.get(cameraOf(bob)), 2, 'woken before it is asked for');
  t.equal(wishes(room([ada]), [], { likelySpeaker: ada }).producers.get(cameraOf(ada)), 0, 'nobody is there to look');
});

test('the mixer counts for who is on the stage, not for who is backstage', async (t) => {
  const hidden: [ParticipantId, View][] = [ada, bob].map((id) => [id, view([], true)]);
  const base = room([ada, bob]);
  const live = { name: 'live', programmeId: newId('programme'), startedAtMs: 1, placement: null } as const;
  const members = base.members.map((one) => (one.id === bob ? { ...one, place: 'backstage' as const } : one));
  const { producers } = wishes({ ...base, phase: live, members }, hidden);
  t.equal(producers.get(producerOf(ada, 'camera')), 2, 'alone in the programme');
  t.equal(producers.get(producerOf(bob, 'camera')), 0);
});

test('a camera with fewer layers is asked for no more', async (t) => {
  const base = room([ada, bob]);
  const members = base.members.map((one) => ({
    ...one,
    producers: one.producers.map((producer) => ({ ...producer, layers: producer.source === 'camera' ? 2 : 1 })),
  }));
  const { consumers, producers } = wishes({ ...base, members });
  t.equal(consumers.get(consumerOf(ada, bob))?.spatialLayer, 1);
  t.equal(producers.get(producerOf(bob, 'camera')), 1);
});

test('the layer is chosen by what the camera really gives', async (t) => {
  const at = (lines: number) =>
    [100, 130, 200, 300, 700].map((heightPx) => spatialLayerFor(heightPx, { layers: 3, lines }));
  t.same(at(480), [0, 0, 1, 2, 2], '120, 240 and 480 lines');
  t.same(at(1280), [0, 0, 0, 0, 1], 'a telephone held upright: 320, 640 and 1280');
  const base = room([ada, bob]);
  const members = base.members.map((one) => ({ ...one, producers: one.producers.map((p) => ({ ...p, lines: 480 })) }));
  const { consumers } = wishes({ ...base, members }, [[ada, view([tile(bob, 200)])]]);
  t.match(consumers.get(consumerOf(ada, bob)), { spatialLayer: 1 });
});

test('a thin path carries the picture that is wanted most; the others’ wishes stand', async (t) => {
  const record = { ...room([ada, bob, cem], ['camera', 'screen', 'microphone']), speaker: cem };
  const carried = new Map<ParticipantId, Carried>([[ada, 'one']]);
  const thin = wishes(record, [], { carried });
  const all = wishes(record);
  const shownOf = ({ consumers }: typeof all, receiver: ParticipantId) =>
    [...consumers].filter(([id, wish]) => id.startsWith(receiver) && !wish.paused).map(([id]) => id);
  t.equal(shownOf(all, ada).length, 4);
  t.same(shownOf(thin, ada), [consumerOf(ada, cem)], 'the speaker, before a screen that has one layer');
  t.equal(thin.consumers.get(consumerOf(ada, cem))?.spatialLayer, 0);
  for (const [id, wish] of all.consumers) if (!id.startsWith(ada)) t.same(thin.consumers.get(id), wish, id);
  t.same(shownOf(wishes(record, [], { carried: new Map([[ada, 'trial']]) }), ada), [consumerOf(ada, cem)]);
  const screens = room([ada, bob, cem], ['screen', 'microphone']);
  t.same(shownOf(wishes(screens, [], { carried }), ada), [], 'a screen cannot be made to fit');
  t.equal(shownOf(wishes(screens, [], { carried: new Map([[ada, 'trial']]) }), ada).length, 1, 'but it is tried');
  const looking = (one: RoomRecord, views: LayersInput['views'] = new Map()) =>
    one.members.map((member) => looksAtLayers({ record: one, views }, member));
  t.same(looking(record), [true, true, true]);
  t.same(looking(screens), [false, false, false]);
  t.same(looking(record, new Map([[ada, view([], true)]])), [false, true, true], 'what is hidden does not count');
  const newcomer = { record, views: new Map(), likelySpeaker: null, carried };
  t.equal(consumerWish(newcomer, ada, { participantId: bob, source: 'camera' }).paused, true, 'waits for its turn');
  const hidden = wishes(record, [[ada, view([], true)]], { carried });
  t.same(shownOf(hidden, ada), [], 'nothing that the page does not show');
});

test('whatever is shown and carried, a thin path gets at most one picture, and never more than it showed', async (t) => {
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const people = ids.slice(0, 2 + random(6));
    const record = { ...room(people, ['camera', 'screen']), speaker: people[random(people.length)] ?? null };
    const views = people.map((id): [ParticipantId, View] => [
      id,
      view(
        people.map((one) => tile(one, random(900), { isPinned: random(5) === 0 })),
        random(6) === 0,
      ),
    ]);
    const carried = new Map(people.map((id) => [id, (['all', 'one', 'trial'] as const)[random(3)] ?? 'all']));
    const [whole, fitted] = [wishes(record, views), wishes(record, views, { carried })];
    for (const id of people) {
      const open = [...fitted.consumers].filter(([key, wish]) => key.startsWith(id) && !wish.paused);
      const most = carried.get(id) === 'all' ? Number.POSITIVE_INFINITY : 1;
      t.ok(open.length <= most, `round ${round}: ${open.length} pictures`);
      t.ok(open.every(([key]) => whole.consumers.get(key)?.paused === false));
    }
    for (const [id, layer] of fitted.producers) t.ok(layer <= (whole.producers.get(id) ?? -1), 'nor asked of a camera');
  }
});

test('a machine that cannot keep up gets smaller pictures', async (t) => {
  const record = { ...room([ada, bob, cem]), speaker: cem };
  const tired: View = { ...view([tile(bob, 700), tile(cem, 700)]), isStrained: true };
  const { consumers } = wishes(record, [[ada, tired]]);
  t.equal(consumers.get(consumerOf(ada, bob))?.spatialLayer, 0);
  t.equal(consumers.get(consumerOf(ada, cem))?.spatialLayer, 1, 'the speaker half');
});

test('a screen that nobody looks at is not wanted, one that is mixed is', async (t) => {
  const record = room([ada, bob], ['screen']);
  const blind: [ParticipantId, View][] = [ada, bob].map((id) => [id, view([], true)]);
  const screen = producerOf(ada, 'screen');
  t.equal(wishes(record).producers.get(screen), 0);
  t.equal(wishes(record, blind).producers.get(screen), -1);
  const phase = { name: 'live', programmeId: newId('programme'), startedAtMs: 1, placement: null } as const;
  t.equal(wishes({ ...record, phase }, blind).producers.get(screen), 0);
});

test('whoever waits with all prepared finds the layers awake', async (t) => {
  const alone = room([ada]);
  t.equal(wishes(alone).producers.get(producerOf(ada, 'camera')), 0, 'nobody looks');
  const media = room([bob, ada]).members[0]?.media;
  const consumers = media?.kind === 'webrtc' ? media.consumers : [];
  const transport = {} as never;
  const prepared = {
    [bob]: { nodeId: 'sfu-1' as NodeId, send: transport, receive: transport, producers: [], consumers },
  };
  t.equal(wishes({ ...alone, prepared }).producers.get(producerOf(ada, 'camera')), 2);
});

test('what is sent is the most that anybody gets, newcomers too, and the wish for more stays', async (t) => {
  const record = room([ada, bob, cem]);
  const views = new Map<ParticipantId, View>([
    [bob, { isHidden: false, tiles: [{ participantId: ada, source: 'camera', heightPx: 700, isPinned: false }] }],
  ]);
  const input: LayersInput = { record, views, likelySpeaker: null, carried: new Map() };
  const sent = new Map([[producerOf(ada, 'camera'), 0]]);
  const before = layerWishes(input);
  const wishes = layerWishes({ ...input, sent });
  t.equal(before.consumers.get(consumerOf(bob, ada))?.spatialLayer, 2);
  t.equal(wishes.consumers.get(consumerOf(bob, ada))?.spatialLayer, 0);
  t.same(wishes.producers, before.producers);
  t.equal(consumerWish({ ...input, sent }, bob, { participantId: ada, source: 'camera' }).spatialLayer, 0);
  t.equal(
    wishes.consumers.get(consumerOf(ada, bob))?.spatialLayer,
    before.consumers.get(consumerOf(ada, bob))?.spatialLayer,
  );
});
