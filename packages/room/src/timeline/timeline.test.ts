import {
  defaultBranding,
  newId,
  type ParticipantId,
  type TimelineEntry,
  type TimelineEvent,
  type TimelinePerson,
  type TimelineState,
} from '@rostrum/protocol';
import { test } from 'tap';
import { decisions } from './decisions.ts';
import { readTimeline, timelineKey, timelineStretches } from './read-timeline.ts';
import { emptyTimelineState, nextTimelineState } from './timeline-state.ts';

const ids = Array.from({ length: 5 }, () => newId('participant'));
const [ada, bob] = ids as [ParticipantId, ParticipantId];

const person = (id: ParticipantId, more: Partial<TimelinePerson> = {}): TimelinePerson => ({
  id,
  name: id,
  title: '',
  role: 'presenter',
  place: 'stage',
  sources: [],
  ...more,
});
const stateOf = (people: TimelinePerson[], more: Partial<TimelineState> = {}): TimelineState => ({
  ...emptyTimelineState,
  people,
  ...more,
});

/** Numbers from a seed, so that a failure can be run again. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomState(random: (below: number) => number): TimelineState {
  const all = [...ids].sort(() => random(3) - 1).slice(0, random(ids.length + 1));
  const sources = ['microphone', 'camera', 'screen'] as const;
  const people = all.map((id) =>
    person(id, {
      title: ['', 'Chair'][random(2)] ?? '',
      place: random(4) === 0 ? 'backstage' : 'stage',
      sources: sources.filter(() => random(2) === 0).map((source) => ({ source, muted: random(2) === 0 })),
    }),
  );
  return stateOf(people, {
    speaker: all[random(all.length + 1)] ?? null,
    production: {
      ...emptyTimelineState.production,
      scene: random(2) === 0 ? { kind: 'grid' } : { kind: 'auto' },
      ticker: random(2) === 0 ? 'News' : null,
    },
    branding: { ...defaultBranding, nameLabels: random(2) === 0 },
  });
}

/** Sources have no order: what follows a stop comes back last. */
const comparable = (state: TimelineState) => ({
  ...state,
  people: state.people.map((one) => ({
    ...one,
    sources: one.sources.toSorted((a, b) => a.source.localeCompare(b.source)),
  })),
});

test('the events between two states make the second of the first', async (t) => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  t.comment(`seed ${seed}`);
  const random = seeded(seed);
  let told = emptyTimelineState;
  let wanted = emptyTimelineState;
  for (let step = 0; step < 500; step += 1) {
    const next = randomState(random);
    const events = decisions(wanted, next);
    told = events.reduce(nextTimelineState, told);
    wanted = next;
    if (JSON.stringify(comparable(told)) !== JSON.stringify(comparable(wanted))) t.same(told, wanted);
    if (decisions(next, next).length > 0) t.fail('nothing happened, and something is told');
  }
});

test('one thing that happens is one event', async (t) => {
  const camera = { source: 'camera', muted: false } as const;
  const before = stateOf([person(ada, { sources: [camera] }), person(bob)]);
  const types = (after: TimelineState) => decisions(before, after).map(({ type }) => type);
  t.same(types({ ...before, people: [person(ada, { sources: [{ ...camera, muted: true }] }), person(bob)] }), [
    'muted',
  ]);
  t.same(types({ ...before, people: [person(ada, { sources: [camera] })] }), ['left']);
  t.same(types({ ...before, people: [person(bob), person(ada, { sources: [camera] })] }), ['left', 'joined']);
  t.same(types({ ...before, speaker: bob }), ['speaker']);
  const { production } = before;
  t.same(decisions(before, { ...before, production: { ...production, scene: { kind: 'grid' } } }), [
    { type: 'directed', change: { scene: { kind: 'grid' } } },
  ]);
});

const entry = (atMs: number, event: TimelineEvent, id = `${atMs}`): TimelineEntry => ({ id, atMs, event });

function storageOf(chunks: Record<string, unknown>) {
  return {
    list: async () => Object.keys(chunks),
    readWhole: async (key: string) => Buffer.from(JSON.stringify(chunks[key])),
  };
}

test('what two processes wrote is one timeline, each entry once', async (t) => {
  const programmeId = newId('programme');
  const [first, second, third] = [10, 20, 30].map((atMs) =>
    entry(atMs, { type: 'marker', label: `${atMs}`, by: 'Ada' }),
  );
  const storage = storageOf({
    [timelineKey(programmeId, { atMs: 20, writer: 'b-0' })]: { entries: [second, third] },
    [timelineKey(programmeId, { atMs: 10, writer: 'a-0' })]: { entries: [first, second] },
  });
  t.same(await readTimeline(storage, programmeId), [first, second, third]);
  t.same(await readTimeline(storageOf({}), programmeId), []);
  const broken = storageOf({ [timelineKey(programmeId, { atMs: 1, writer: 'a-0' })]: { entries: [{ id: 'x' }] } });
  await t.rejects(readTimeline(broken, programmeId), { code: 'MEDIA_UNREADABLE' });
});

test('stretches tell the state from each moment on', async (t) => {
  const stretches = timelineStretches([
    entry(100, { type: 'state', state: stateOf([person(ada)]) }),
    entry(150, { type: 'marker', label: '', by: 'Ada' }),
    entry(200, { type: 'joined', person: person(bob) }, 'x'),
    entry(200, { type: 'speaker', participantId: bob }, 'y'),
  ]);
  t.same(
    stretches.map(({ fromMs, state }) => [fromMs, state.people.length, state.speaker]),
    [
      [100, 1, null],
      [200, 2, bob],
    ],
  );
});
