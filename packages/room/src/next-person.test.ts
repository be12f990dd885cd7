import { defaultBranding, type NodeId, newId, type Role, resumeWithinMs } from '@rostrum/protocol';
import { test } from 'tap';
import {
  assertMayModerate,
  emptyRoom,
  handsFor,
  hasMemory,
  landing,
  type Member,
  maxHands,
  next,
  ownState,
  programmeMembers,
  programmeState,
  type RoomEvent,
  type RoomRecord,
  roleOf,
  stageParticipants,
} from './index.ts';

const sfu = 'sfu-1' as NodeId;
const [ada, bob] = [newId('participant'), newId('participant')];
const run = (record: RoomRecord, ...events: RoomEvent[]) => events.reduce(next, record);
const empty = () => emptyRoom(newId('webinar'), { name: 'scheduled' });
const member = (id = ada, more: Partial<Member> = {}): Member => ({
  id,
  name: 'Ada',
  role: 'presenter',
  place: 'stage',
  isPromoted: false,
  awaySinceMs: null,
  media: null,
  producers: [],
  ...more,
});
const offer = { participantId: ada, name: 'Ada', by: 'Host', untilMs: 60 };
const transport = { id: 't', iceParameters: {}, iceCandidates: [], dtlsParameters: { fingerprints: [] } } as never;
const preparedMedia = {
  nodeId: sfu,
  send: transport,
  receive: transport,
  producers: [{ source: 'camera', producerId: 'p', paused: true, layers: 3 }],
  consumers: [],
} as const;
const hand = (participantId = ada, name = 'Ada') => ({ participantId, name, atMs: 0 });

test('hands stay in order, whoever raises again; only moderators see them', async (t) => {
  const record = run(
    empty(),
    { type: 'handRaised', hand: hand(ada) },
    { type: 'handRaised', hand: hand(bob, 'Bob') },
    { type: 'handRaised', hand: hand(ada, 'Ada L.') },
  );
  const names = (role: Role) => handsFor(record, { id: bob, role }).map((one) => one.name);
  t.same(names('host'), ['Ada L.', 'Bob']);
  t.same(names('co-host'), ['Ada L.', 'Bob']);
  t.same(names('presenter'), []);
  t.same(names('viewer'), []);
  t.match(ownState(record, { id: ada, role: 'viewer' }), { handRaised: true, offeredBy: null });
  const full = run(
    empty(),
    ...Array.from({ length: maxHands }, (): RoomEvent => ({ type: 'handRaised', hand: hand(newId('participant')) })),
  );
  t.throws(() => next(full, { type: 'handRaised', hand: hand() }), { code: 'HANDS_FULL' });
});

test('the first hands are next; a later one is when one of them goes down, or comes on stage', async (t) => {
  const ids = Array.from({ length: 10 }, () => newId('participant'));
  const up = run(empty(), ...ids.map((id): RoomEvent => ({ type: 'handRaised', hand: hand(id) })));
  const isNext = (record: RoomRecord) => ids.map((id) => ownState(record, { id, role: 'viewer' }).handIsNext ?? false);
  t.same(
    isNext(up),
    ids.map((_id, index) => index < 8),
  );
  const [first = ada, second = ada] = ids;
  const lowered = next(up, { type: 'handLowered', id: first });
  t.same(
    isNext(lowered),
    ids.map((_id, index) => index > 0 && index < 9),
  );
  t.same(
    isNext(next(lowered, { type: 'granted', id: second, grant: 'presenter' })),
    ids.map((_id, index) => index > 1),
  );
});

test('an offer asks and grants nothing, whatever is prepared for it, and a grant takes its place', async (t) => {
  const asked = run(empty(), { type: 'handRaised', hand: hand() }, { type: 'offered', offer });
  t.equal(ownState(asked, { id: ada, role: 'viewer' }).offeredBy, 'Host');
  const prepared = next(asked, { type: 'prepared', id: ada, media: preparedMedia });
  t.equal(ownState(prepared, { id: ada, role: 'viewer' }).offeredBy, 'Host');
  t.equal(roleOf(prepared, { id: ada, role: 'viewer' }), 'viewer', 'nothing is granted yet');
  t.same(stageParticipants(prepared), [], 'and nobody is there yet');
  t.same(programmeMembers(prepared), []);
  const granted = next(prepared, { type: 'granted', id: ada, grant: 'presenter' });
  t.same([granted.hands, granted.offers], [[], []]);
  t.equal(roleOf(granted, { id: ada, role: 'viewer' }), 'presenter');
  t.ok(hasMemory(granted));
  const joined = next(granted, { type: 'joined', member: member() });
  t.same(joined.prepared, {}, 'who is on the stage has taken it over');
  t.same(next(prepared, { type: 'preparedClosed', id: ada }).prepared, {});
  const placed = next(prepared, { type: 'nodeOpened', node: { nodeId: sfu, epoch: 1, region: 'local' } });
  t.same(next(placed, { type: 'nodeLost', nodeId: sfu }).prepared, {});
});

test('a co-host becomes a presenter again', async (t) => {
  const raised = run(empty(), { type: 'joined', member: member() }, { type: 'granted', id: ada, grant: 'co-host' });
  t.match(stageParticipants(raised), [{ role: 'co-host' }]);
  const lowered = next(raised, { type: 'grantEnded', id: ada });
  t.match(stageParticipants(lowered), [{ role: 'presenter' }]);
  t.notOk(hasMemory(lowered));
});

test('who is removed keeps no right', async (t) => {
  const record = run(
    empty(),
    { type: 'granted', id: ada, grant: 'co-host' },
    { type: 'handRaised', hand: hand() },
    { type: 'offered', offer },
    { type: 'removed', id: ada },
    { type: 'removed', id: ada },
  );
  t.match(record, { removed: [ada], grants: {}, hands: [], offers: [] });
  t.equal(record.removed.length, 1);
  t.equal(roleOf(record, { id: ada, role: 'viewer' }), 'viewer');
});

test('nobody moderates the host, and only the host a co-host', async (t) => {
  const may = (actor: Role, target: Role) => {
    try {
      assertMayModerate({ id: ada, role: actor }, { id: bob, role: target });
      return true;
    } catch {
      return false; // Refused; the code is looked at below.
    }
  };
  const table = (['host', 'co-host', 'presenter', 'viewer'] as const).map((actor) =>
    (['host', 'co-host', 'presenter', 'viewer'] as const).map((target) => may(actor, target)),
  );
  t.same(table, [
    [false, true, true, true],
    [false, false, true, true],
    [false, false, false, false],
    [false, false, false, false],
  ]);
  t.doesNotThrow(() => assertMayModerate({ id: ada, role: 'host' }, { id: ada, role: 'host' }));
  const denied = () => assertMayModerate({ id: ada, role: 'presenter' }, { id: ada, role: 'presenter' });
  t.throws(denied, { code: 'PERMISSION_DENIED' });
});

test('where somebody lands', async (t) => {
  const at = (record: RoomRecord, role: Role, more: { isPromoted?: boolean; nowMs?: number } = {}) =>
    landing(record, { id: ada, role, isPromoted: more.isPromoted ?? false }, more.nowMs ?? 0);
  const locked = next(empty(), { type: 'stageLocked', locked: true });
  t.equal(at(empty(), 'presenter'), 'stage');
  t.equal(at(locked, 'presenter'), 'backstage');
  t.equal(at(locked, 'host'), 'stage');
  t.equal(at(locked, 'co-host'), 'stage');
  t.equal(at(locked, 'presenter', { isPromoted: true }), 'stage');

  const there = next(locked, { type: 'joined', member: member() });
  t.equal(at(there, 'presenter'), 'stage', 'joins again: the SFU was lost');
  const left = next(there, { type: 'left', id: ada, atMs: 0 });
  t.equal(at(left, 'presenter', { nowMs: resumeWithinMs }), 'stage', 'a reload');
  t.equal(at(left, 'presenter', { nowMs: resumeWithinMs + 1 }), 'backstage', 'came back later');
  const sent = run(
    empty(),
    { type: 'joined', member: member() },
    { type: 'placed', id: ada, place: 'backstage' },
    { type: 'left', id: ada, atMs: 0 },
  );
  t.equal(at(sent, 'presenter', { nowMs: 1e9 }), 'backstage', 'was sent there');
});

test('who is backstage is not in the programme', async (t) => {
  const record = run(
    empty(),
    { type: 'joined', member: member(ada) },
    { type: 'joined', member: member(bob, { name: 'Bob', place: 'backstage' }) },
  );
  t.same(
    programmeState(record, { title: 'T', branding: defaultBranding }).participants.map((one) => one.name),
    ['Ada'],
  );
  t.match(stageParticipants(record), [{ place: 'stage' }, { place: 'backstage' }]);
});
