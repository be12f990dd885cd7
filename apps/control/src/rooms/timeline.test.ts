import { FakeClock } from '@rostrum/lifecycle';
import { defaultBranding, Fault, newId, type TimelineEntry } from '@rostrum/protocol';
import { emptyRoom, entriesPerChunk, next, type RoomRecord, readTimeline } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import { test } from 'tap';
import { Timeline } from './timeline.ts';

const programmeId = newId('programme');
const live = { name: 'live', programmeId, startedAtMs: 0, placement: null } as const;

/** A timeline over a storage in memory, and a record that another process can go on with. */
function open(record: RoomRecord = emptyRoom(newId('webinar'), live), kept = new Map<string, Uint8Array>()) {
  const rig = {
    record,
    kept,
    clock: new FakeClock(),
    isFull: false,
    isHanging: false,
    storage: {
      put: async (key: string, content: Uint8Array) => {
        if (rig.isHanging) await new Promise(() => undefined);
        if (rig.isFull) throw new Fault('STORAGE_UNAVAILABLE');
        kept.set(key, content);
      },
      list: async () => [...kept.keys()],
      readWhole: async (key: string) => kept.get(key) ?? new Uint8Array(),
    },
    add(count: number): TimelineEntry[] {
      const events = Array.from({ length: count }, (_, n) => ({ type: 'marker', label: `${n}`, by: 'A' }) as const);
      const entries = rig.timeline.entries(events);
      rig.record = next(rig.record, { type: 'noted', entries });
      return entries;
    },
    read: () => readTimeline(rig.storage, programmeId),
    timeline: undefined as unknown as Timeline,
  };
  rig.timeline = new Timeline({
    storage: rig.storage,
    clock: rig.clock,
    log: createLogger('test', 'silent'),
    unkept: () => rig.record.unkept,
    onKept: (ids) => {
      rig.record = next(rig.record, { type: 'notesKept', ids });
    },
  });
  return rig;
}

test('entries go from the record to storage, and chunks have an end', async (t) => {
  const rig = open();
  const entries = [...rig.add(3), ...rig.add(entriesPerChunk)];
  t.equal(await rig.timeline.keep(live), true);
  t.same(rig.record.unkept, []);
  t.equal(rig.kept.size, 2);
  t.same(await rig.read(), entries);
});

test('a storage that is away loses nothing, and is tried again', async (t) => {
  const rig = open();
  rig.isFull = true;
  const entries = rig.add(2);
  t.equal(await rig.timeline.keep(live), false);
  t.same(rig.record.unkept, entries);
  rig.isFull = false;
  await rig.clock.advance(20_000);
  await rig.timeline.keep(live);
  t.same(await rig.read(), entries);
});

test('one that hangs is not waited for', async (t) => {
  const rig = open();
  rig.isHanging = true;
  rig.add(1);
  const kept = rig.timeline.keepInTime(live);
  await rig.clock.advance(2000);
  t.equal(await kept, false);
});

test('the next process keeps what the last one could not, and says what it knows', async (t) => {
  const first = open();
  const kept = first.add(1);
  await first.timeline.keep(live);
  await first.clock.advance(500);
  first.isFull = true;
  const unkept = first.add(1);
  first.timeline.close();
  const second = open(first.record, first.kept);
  await second.clock.advance(1000);
  const opening = second.timeline.opening({ record: second.record, branding: defaultBranding });
  second.record = next(second.record, { type: 'noted', entries: opening });
  await second.timeline.keep(live);
  t.same(
    (await second.read()).map(({ id }) => id),
    [...kept, ...unkept, ...opening].map(({ id }) => id),
  );
  t.equal(second.kept.size, 2, "another's object is not touched");
});

test('nothing is told while no programme runs; then all at once, and the end', async (t) => {
  const { timeline } = open();
  const scheduled = emptyRoom(newId('webinar'), { name: 'scheduled' });
  const known = (record: RoomRecord) => ({ record, branding: defaultBranding });
  const went = next(scheduled, { type: 'wentLive', programmeId, atMs: 1 });
  const placed = next(went, {
    type: 'programmePlaced',
    placement: { epoch: 3, mixerNodeId: 'm' as never, rtp: { ip: '::1', port: 1 }, transportId: null, consumers: [] },
  });
  const types = (before: RoomRecord, after: RoomRecord) =>
    timeline.entriesOf(known(before), known(after)).map(({ event }) => event.type);
  t.same(types(scheduled, { ...scheduled, stageLocked: true }), []);
  t.same(types(scheduled, went), ['state']);
  t.same(types(went, placed), ['mixer']);
  t.same(types(placed, { ...placed, revision: 9 }), []);
  t.same(types(placed, next(placed, { type: 'ended', atMs: 2 })), ['ended']);
});
