import { newId, type RenderOptions, type TimelineEntry, type TimelinePerson } from '@rostrum/protocol';
import { test } from 'tap';
import { renderPlan } from './render-plan.ts';
import { emptyTimelineState } from './timeline-state.ts';

const [ada, bob] = [newId('participant'), newId('participant')];
const person = (id: TimelinePerson['id'], name: string): TimelinePerson => ({
  ...{ id, name, title: '', role: 'presenter', place: 'stage', sources: [] },
});
const production = {
  ...emptyTimelineState.production,
  lowerThird: { name: 'Ada', title: 'Chair' },
  gains: [{ participantId: ada, decibels: 3 }],
};
const people = [
  person(ada, 'Ada'),
  person(bob, 'Bob'),
  { ...person(newId('participant'), 'Cy'), place: 'backstage' as const },
];
const entries: TimelineEntry[] = [
  { id: '1', atMs: 900, event: { type: 'state', state: { ...emptyTimelineState, people, production, speaker: ada } } },
  { id: '2', atMs: 5000, event: { type: 'speaker', participantId: bob } },
  { id: '3', atMs: 8000, event: { type: 'directed', change: { scene: { kind: 'grid' } } } },
];
const plan = (options: RenderOptions) =>
  renderPlan({ entries, span: { fromMs: 1000, toMs: 11_000 }, title: 'Talk', frameRate: 30, options });

test('without other choices it is as it was, in 1080 lines', async (t) => {
  const { canvas, fromMs, toMs, cues } = plan({});
  t.same(canvas, { width: 1920, height: 1080, frameRate: 30 });
  t.same([fromMs, toMs, ...cues.map(({ atMs }) => atMs)], [1000, 11_000, 1000, 5000, 8000]);
  t.same(
    cues[0].state.participants.map(({ name }) => name),
    ['Ada', 'Bob'],
    'who is backstage is not in it',
  );
  t.same(cues[2]?.state.production.scene, { kind: 'grid' });
});

test('who is left out is not seen, heard or named', async (t) => {
  const { cues } = plan({ without: [ada], height: 720 });
  const text = JSON.stringify(cues);
  t.notMatch(text, ada);
  t.notMatch(text, 'Ada');
  t.same(
    cues.map(({ state }) => state.speaker),
    [null, bob, bob],
  );
});

test('another scene, a part of it, a card before it', async (t) => {
  const { fromMs, toMs, cues } = plan({
    ...{ scene: { kind: 'share' }, from: 6, to: 8.5 },
    titleCard: { title: 'Part two', seconds: 3 },
  });
  t.same([fromMs, toMs, ...cues.map(({ atMs }) => atMs)], [4000, 9500, 4000, 7000, 8000]);
  t.match(cues[0], { people: [], state: { participants: [], slate: { title: 'Part two', message: '' } } });
  t.same(
    cues.slice(1).map(({ state }) => [state.production.scene.kind, state.speaker]),
    [
      ['share', bob],
      ['share', bob],
    ],
  );
  t.throws(() => plan({ from: 8, to: 8 }), { code: 'FIELD_INVALID' });
  t.throws(() => plan({ from: 20 }), { code: 'FIELD_INVALID' });
  t.same(plan({ from: 6 }), plan({ from: 6 }));
});
