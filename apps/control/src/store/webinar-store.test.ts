import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@rostrum/protocol';
import t from 'tap';
import { Database } from './database.ts';
import { RecordingStore } from './recording-store.ts';
import { WebinarStore } from './webinar-store.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'rostrum-store-'));
const database = await Database.open({ url: undefined, dataDir });
t.teardown(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});
const webinars = new WebinarStore(database);
const recordings = new RecordingStore(database);
const fields = { title: 'T', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };

t.test('a webinar that ends has a recording to be made of it in the same moment, and only one', async (t) => {
  const { id } = await webinars.create(fields);
  const programmeId = newId('programme');
  await webinars.wentLive(id, programmeId, new Date());
  t.match(await webinars.ended(id, new Date()), { state: 'ended', programmeId });
  t.match(await recordings.list(id), [{ programmeId, state: 'queued', title: 'T' }]);
  await webinars.ended(id, new Date());
  await recordings.create({ webinarId: id, programmeId, title: 'T' });
  t.equal((await recordings.list(id)).length, 1);
});

t.test('one that never was live has none, and one that is not there is told by code', async (t) => {
  const { id } = await webinars.create(fields);
  await webinars.ended(id, new Date());
  t.same(await recordings.list(id), []);
  await t.rejects(webinars.ended(newId('webinar'), new Date()), { code: 'WEBINAR_NOT_FOUND' });
});

t.test(
  'what a webinar keeps ready for a lost media node can be chosen, and left to the deployment again',
  async (t) => {
    const { id, standby } = await webinars.create(fields);
    t.equal(standby, null);
    t.match(await webinars.change(id, { standby: 'all' }), { standby: 'all' });
    t.match(await webinars.change(id, { title: 'Other' }), { standby: 'all' });
    t.match(await webinars.change(id, { standby: null }), { standby: null });
    t.match(await webinars.create({ ...fields, standby: 'off' }), { standby: 'off' });
  },
);
