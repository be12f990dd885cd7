import { defaultProduction, newId, type ProductionChange } from '@rostrum/protocol';
import { test } from 'tap';
import { emptyRoom, hasMemory, type Member, may, next, type RoomRecord, readRecord } from './index.ts';

const [ada, bob, eve] = [newId('participant'), newId('participant'), newId('participant')];
const member = (id: Member['id']): Member => ({
  id,
  name: 'N',
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  awaySinceMs: null,
  media: null,
  producers: [],
});
const withPeople = () =>
  [ada, bob].reduce<RoomRecord>(
    (record, id) => next(record, { type: 'joined', member: member(id) }),
    emptyRoom(newId('webinar'), { name: 'scheduled' }),
  );
const direct = (record: RoomRecord, change: ProductionChange) => next(record, { type: 'directed', change, atMs: 0 });

test('hosts and co-hosts direct', async (t) => {
  const roles = ['viewer', 'presenter', 'co-host', 'host'] as const;
  t.same(
    roles.map((role) => may(role, 'direct')),
    [false, false, true, true],
  );
});

test('a change replaces its fields, and leaves the others', async (t) => {
  const first = direct(withPeople(), { scene: { kind: 'speaker', people: [ada] }, ticker: 'Welcome' });
  const then = direct(first, { hidden: [bob], ticker: null });
  t.same(then.production, {
    ...defaultProduction,
    scene: { kind: 'speaker', people: [ada] },
    hidden: [bob],
  });
  t.ok(hasMemory(then), 'an empty room keeps what was prepared');
  t.notOk(hasMemory(withPeople()));
});

test('only who is or was on the stage can be named', async (t) => {
  const record = withPeople();
  const changes: ProductionChange[] = [
    { spotlight: eve },
    { hidden: [ada, eve] },
    { order: [eve] },
    { gains: [{ participantId: eve, decibels: 1 }] },
    { scene: { kind: 'interview', people: [ada, eve] } },
  ];
  for (const change of changes) t.throws(() => direct(record, change), { code: 'PARTICIPANT_NOT_FOUND' });
  const left = next(direct(record, { spotlight: bob }), { type: 'left', id: bob, atMs: 0 });
  t.equal(left.production.spotlight, bob, 'kept for when they come back');
  t.equal(direct(left, { order: [bob, ada] }).production.order[0], bob, 'and named while away');
});

test('what makes no sense is refused', async (t) => {
  const record = withPeople();
  const gain = { participantId: ada, decibels: 0 };
  const changes: ProductionChange[] = [
    { scene: { kind: 'interview', people: [ada, ada] } },
    { gains: [gain, gain] },
    { scene: { kind: 'slate', slate: 'starting', until: '2026-13-45T99:99:99Z' } },
  ];
  for (const change of changes) t.throws(() => direct(record, change), { code: 'FIELD_INVALID' });
});

test('who is removed is named no more', async (t) => {
  const directed = direct(withPeople(), {
    scene: { kind: 'side-by-side', people: [ada, bob] },
    spotlight: bob,
    hidden: [bob],
    order: [bob, ada],
    gains: [{ participantId: bob, decibels: -6 }],
  });
  t.same(next(directed, { type: 'removed', id: bob }).production, {
    ...defaultProduction,
    scene: { kind: 'side-by-side', people: [ada] },
    order: [ada],
  });
  t.equal(next(directed, { type: 'removed', id: eve }).production, directed.production);
});

test('a record from before there were scenes is read with the defaults', async (t) => {
  const { production: _, ...older } = withPeople();
  t.same(readRecord(JSON.stringify(older)).production, defaultProduction);
  const directed = direct(withPeople(), { ticker: 'Soon' });
  t.same(readRecord(JSON.stringify(directed)), directed);
});
