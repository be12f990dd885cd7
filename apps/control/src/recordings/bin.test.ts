import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@rostrum/lifecycle';
import { newId, type RecordingId, type RetentionRule } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import t from 'tap';
import { Database } from '../store/database.ts';
import { RecordingStore } from '../store/recording-store.ts';
import type { RecordingRow } from '../store/tables.ts';
import { WebinarStore } from '../store/webinar-store.ts';
import { Bin } from './bin.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'rostrum-bin-'));
const database = await Database.open({ url: undefined, dataDir });
t.teardown(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});
const webinars = new WebinarStore(database);
const store = new RecordingStore(database);
const dayMs = 24 * 3600 * 1000;

/** A bin over the one database, and what it asked for; swept only when the test says so. */
function rig(rule: RetentionRule = {}) {
  const clock = new FakeClock(Date.now());
  const asked: string[] = [];
  const sizes = new Map<RecordingId, number>();
  const bin = new Bin({
    ...{ store, webinars, clock, rule, keepMs: 7 * dayMs, log: createLogger('test', 'silent') },
    recordings: {
      cancelJob: async (id) => void asked.push(`cancel ${id}`),
      restored: async ({ id }) => void asked.push(`restored ${id}`),
      remove: async ({ id }) => {
        asked.push(`remove ${id}`);
        await store.delete(id);
      },
      clearAbandoned: async () => undefined,
      bytesOf: async ({ id }) => sizes.get(id) ?? 0,
    },
    assets: { deleteOf: async (id) => void asked.push(`pictures ${id}`) },
  });
  bin.close();
  t.equal(clock.timers, 0);
  return { bin, clock, asked, sizes };
}

/** A webinar that has ended, with its recording. */
async function recorded(): Promise<RecordingRow> {
  const { id } = await webinars.create({ title: 'T', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' });
  await webinars.wentLive(id, newId('programme'), new Date());
  await webinars.ended(id, new Date());
  const [row] = await store.list(id);
  if (!row) throw new Error('no recording');
  await store.finished(row.id, { state: 'ready' });
  return row;
}

t.afterEach(async () => {
  for (const { id } of [...(await webinars.list()), ...(await webinars.binned())]) await webinars.delete(id);
});

t.test('a deleted recording is nowhere but in the bin, takes its replay along, and comes back whole', async (t) => {
  const { bin, asked } = rig();
  const { id, webinarId } = await recorded();
  await bin.putRecording(id);
  t.same(await store.list(), []);
  await t.rejects(store.get(id), { code: 'RECORDING_NOT_FOUND' });
  await t.rejects(bin.putRecording(id), { code: 'RECORDING_NOT_FOUND' });
  t.match((await bin.list()).recordings, [{ id }]);
  t.match(await webinars.get(webinarId), { hasNoReplay: true });
  await bin.restoreRecording(id);
  t.match(await store.list(), [{ id, deletedAt: null }]);
  t.match(await webinars.get(webinarId), { hasNoReplay: false });
  t.same(asked, [`cancel ${id}`, `restored ${id}`]);
  await t.rejects(bin.restoreRecording(id), { code: 'RECORDING_NOT_FOUND' });
});

t.test('a deleted webinar takes its recordings along and brings those back', async (t) => {
  const { bin, clock } = rig();
  const { id, webinarId } = await recorded();
  await bin.putWebinar(webinarId);
  await t.rejects(webinars.get(webinarId), { code: 'WEBINAR_NOT_FOUND' });
  t.same(await store.list(), []);
  await t.rejects(bin.restoreRecording(id), { code: 'WEBINAR_NOT_FOUND' }, 'not without its webinar');
  await bin.restoreWebinar(webinarId);
  t.match(await store.list(webinarId), [{ id }]);

  await bin.putRecording(id);
  clock.advance(1000);
  await bin.putWebinar(webinarId);
  await bin.restoreWebinar(webinarId);
  t.same(await store.list(webinarId), [], 'what was deleted before the webinar stays deleted');
  await t.rejects(bin.restoreWebinar(webinarId), { code: 'WEBINAR_NOT_FOUND' });
});

t.test('what was long enough in the bin is removed', async (t) => {
  const { bin, clock, asked } = rig();
  const [one, other] = [await recorded(), await recorded()];
  await bin.putRecording(one.id);
  await bin.putWebinar(other.webinarId);
  asked.length = 0;
  clock.advance(7 * dayMs - 1);
  await bin.sweep();
  t.same(asked, []);
  clock.advance(1);
  await bin.sweep();
  t.same(asked.toSorted(), [`pictures ${other.webinarId}`, `remove ${one.id}`, `remove ${other.id}`].toSorted());
  t.same(await bin.list(), { recordings: [], webinars: [] });
  t.equal((await webinars.list()).length, 1);
});

t.test('a rule puts what it no longer keeps into the bin; a webinar of its own rule is judged by that', async (t) => {
  const { bin, clock } = rig({ days: 30 });
  const [plain, own, unmade] = [await recorded(), await recorded(), await recorded()];
  await webinars.change(own.webinarId, { retention: { days: 100 } });
  await store.finished(unmade.id, { state: 'processing' });
  clock.advance(31 * dayMs);
  await bin.sweep();
  t.match((await bin.list()).recordings, [{ id: plain.id }], 'not one that is still being made');
  clock.advance(70 * dayMs);
  await bin.sweep();
  t.match((await bin.list()).recordings, [{ id: own.id }], 'and the first one is gone');
});

t.test('bytes are those that storage has', async (t) => {
  const { bin, sizes } = rig({ bytes: 100 });
  const [older, newer] = [await recorded(), await recorded()];
  await store.finished(older.id, { createdAt: new Date(Date.now() - dayMs) });
  sizes.set(older.id, 60).set(newer.id, 50);
  await bin.sweep();
  t.match((await bin.list()).recordings, [{ id: older.id }]);
});
