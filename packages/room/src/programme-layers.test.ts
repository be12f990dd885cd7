import { defaultProduction, newId, type Production, type Scene } from '@rostrum/protocol';
import { test } from 'tap';
import { emptyRoom, type Member, programmeLayers, type RoomRecord } from './index.ts';

const people = Array.from({ length: 9 }, () => newId('participant'));
const [ada, bob] = people;

/** The first so many people, each with a camera of three layers; one of them may share a screen. */
function room(count: number, directed: Partial<Production> = {}, { sharing = -1, lines = 720 } = {}): RoomRecord {
  const members = people.slice(0, count).map(
    (id, index): Member => ({
      id,
      name: id,
      role: 'presenter',
      place: 'stage',
      isPromoted: false,
      awaySinceMs: null,
      media: null,
      producers: [
        { source: 'camera', producerId: `camera ${index}`, paused: false, layers: 3, lines },
        ...(index === sharing
          ? [{ source: 'screen' as const, producerId: `screen ${index}`, paused: false, layers: 1 }]
          : []),
      ],
    }),
  );
  const production = { ...defaultProduction, ...directed };
  return { ...emptyRoom(newId('webinar'), { name: 'scheduled' }), members, production };
}

const layersOf = (record: RoomRecord, canvas?: { width: number; height: number }) => [
  ...programmeLayers(record, canvas).values(),
];

test('the mixer asks for the layers that the plan needs', async (t) => {
  t.same(layersOf(room(1)), [2]);
  t.same(layersOf(room(4)), [1, 1, 1, 1]);
  t.same(layersOf(room(4), { width: 1920, height: 1080 }), [2, 2, 2, 2], 'a larger canvas needs more');
  t.same(layersOf(room(2, {}, { lines: 480 })), [2, 2], 'a camera of fewer lines sends more of them');
  t.same(layersOf(room(2, {}, { sharing: 1 })), [0, 0, 2], 'small beside a share, which is wanted whole');
});

test('scenes, the spotlight and hidden people count', async (t) => {
  const scene = (kind: 'person' | 'speaker'): Scene => ({ kind, people: bob ? [bob] : [] });
  t.same(layersOf(room(3, { scene: scene('person') })), [0, 2, 0], 'who is not in the picture costs little');
  t.same(layersOf(room(3, { scene: scene('speaker') })), [0, 2, 0]);
  t.same(layersOf(room(3, { spotlight: ada ?? null })), [2, 0, 0]);
  t.same(layersOf(room(2, { hidden: ada ? [ada] : [] })), [0, 2]);
  t.same(layersOf({ ...room(9), speaker: people[8] ?? null }), [0, 0, 0, 0, 0, 0, 0, 0, 2], 'the speaker of many');
});
