import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type RecordingAccess } from '@rostrum/protocol';
import { createLogger, signToken } from '@rostrum/service';
import t from 'tap';
import { Links } from '../links.ts';
import { Database } from '../store/database.ts';
import { RecordingStore } from '../store/recording-store.ts';
import { SharingStore } from '../store/sharing-store.ts';
import { WebinarStore } from '../store/webinar-store.ts';
import { Passes } from './passes.ts';
import { Sharing } from './sharing.ts';
import { Visits } from './visits.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'rostrum-visits-'));
const database = await Database.open({ url: undefined, dataDir });
t.teardown(async () => {
  await database.close();
  await rm(dataDir, { recursive: true });
});
const secret = 'a secret of at least thirty-two characters';
const publicUrl = 'https://example.org';
const webinars = new WebinarStore(database);
const recordings = new RecordingStore(database);
const store = new SharingStore(database);
const passes = new Passes(secret);
const links = new Links({ secret, publicUrl });
const sharing = new Sharing({ store, passes, publicUrl, log: createLogger('test', 'silent') });
const visits = new Visits({ links, passes, recordings, sharing: store, outputs: { list: async () => [] } });

/** A recording that can be played, with the tokens of its webinar's links. */
async function recorded(access: RecordingAccess) {
  const webinar = await webinars.create({ title: 'T', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' });
  await webinars.wentLive(webinar.id, newId('programme'), new Date());
  await webinars.ended(webinar.id, new Date());
  const [row] = await recordings.list(webinar.id);
  if (!row) throw new Error('no recording');
  await recordings.finished(row.id, { state: 'ready', fileKey: `recordings/${row.id}/programme.mp4`, sizeBytes: 7 });
  await sharing.setAccess(row.id, access);
  const tokens = Object.entries(await links.of(webinar)).map(([role, url]) => [role, new URL(url).hash.slice(1)]);
  return { id: row.id, webinarId: webinar.id, tokens: Object.fromEntries(tokens) as Record<string, string> };
}

const refused = (code: string) => ({ code });
const tokenOf = (url: string) => new URL(url).hash.slice(1);

t.test('each access lets in its people and nobody else', async (t) => {
  const levels: Record<RecordingAccess, readonly string[]> = {
    host: ['host'],
    presenters: ['host', 'presenter'],
    registered: ['host', 'presenter', 'viewer'],
    public: ['host', 'presenter', 'viewer', 'nobody'],
  };
  for (const [access, allowed] of Object.entries(levels)) {
    const { id, tokens } = await recorded(access as RecordingAccess);
    const seen: string[] = [];
    for (const who of ['host', 'presenter', 'viewer', 'nobody']) {
      const token = tokens[who];
      const asked = visits.open({ recordingId: id, ...(token ? { token } : {}) });
      await asked.then(() => seen.push(who)).catch((fault) => t.match(fault, refused('RECORDING_NOT_SHARED')));
    }
    t.same(seen, allowed, access);
  }
});

t.test('the replay at the viewer link goes with it, and comes back with it', async (t) => {
  const { id, webinarId } = await recorded('presenters');
  t.match(await webinars.get(webinarId), { hasNoReplay: true });
  await recordings.bin(id, new Date());
  await recordings.restore(id);
  t.match(await webinars.get(webinarId), { hasNoReplay: true }, 'not for being restored');
  await sharing.setAccess(id, 'registered');
  t.match(await webinars.get(webinarId), { hasNoReplay: false });
});

t.test("a webinar's link opens its recording without an id, and no other webinar's", async (t) => {
  const mine = await recorded('registered');
  const other = await recorded('registered');
  const token = mine.tokens.viewer ?? '';
  t.equal((await visits.open({ token })).recordingId, mine.id);
  await t.rejects(visits.open({ token, recordingId: other.id }), refused('TOKEN_INVALID'));
});

t.test('a share opens one recording, whatever its access, until it is withdrawn', async (t) => {
  const { id } = await recorded('host');
  const other = await recorded('host');
  const { id: shareId, url } = await sharing.share(id, { days: 7 });
  const row = await recordings.get(id);
  t.same(
    (await sharing.of(row)).shares.map((one) => one.url),
    [url],
    'the same link when it is asked for again',
  );
  const { pass } = await visits.open({ recordingId: id, token: tokenOf(url) });
  t.match(await visits.read(pass), { recording: { id } });
  await t.rejects(visits.open({ recordingId: other.id, token: tokenOf(url) }), refused('TOKEN_INVALID'));
  await sharing.withdraw(id, shareId);
  await t.rejects(visits.read(pass), refused('SHARE_NOT_FOUND'), 'also for who is inside');
  await t.rejects(visits.open({ token: tokenOf(url) }), refused('SHARE_NOT_FOUND'));
  await t.rejects(sharing.withdraw(id, shareId), refused('SHARE_NOT_FOUND'));
});

t.test('a share expires, and there is an end to how many there are', async (t) => {
  const { id } = await recorded('host');
  const createdAt = new Date(Date.now() - 86_400_000);
  const old = await store.addShare(id, { createdAt, expiresAt: new Date(Date.now() - 1000) });
  await t.rejects(visits.open({ token: await passes.share(old) }), refused('TOKEN_EXPIRED'));
  const inside = await passes.sign({ recordingId: id, grant: 'share', share: old.id, visit: 'v' });
  await t.rejects(visits.read(inside), refused('SHARE_NOT_FOUND'), 'nor does a visit outlast it');
  for (let n = 0; n < 50; n += 1) await sharing.share(id, { days: 1 });
  await t.rejects(sharing.share(id, { days: 1 }), refused('SHARES_FULL'));
});

t.test('rights are looked up with each request', async (t) => {
  const { id, tokens } = await recorded('registered');
  const { pass } = await visits.open({ recordingId: id, token: tokens.viewer ?? '' });
  await visits.read(pass);
  await sharing.setAccess(id, 'presenters');
  await t.rejects(visits.read(pass), refused('RECORDING_NOT_SHARED'));
  await recordings.bin(id, new Date());
  await t.rejects(visits.read(pass), refused('RECORDING_NOT_FOUND'));
});

t.test('a visit counts once, a download once for each file', async (t) => {
  const { id } = await recorded('public');
  const first = await visits.open({ recordingId: id });
  await visits.viewed(first.pass);
  await visits.viewed(first.pass);
  const again = await visits.open({ recordingId: id, pass: first.pass });
  await visits.viewed(again.pass);
  const { pass } = await visits.read(again.pass);
  for (const file of ['programme.mp4', 'programme.mp4', 'o_x']) await visits.downloaded(pass, file);
  t.same((await sharing.usesOf(id)).get(id), { views: 1, downloads: 2 });
  const other = await visits.open({ recordingId: id });
  await visits.viewed(other.pass);
  t.same((await sharing.usesOf()).get(id), { views: 2, downloads: 2 });
});

t.test('what is no pass opens nothing', async (t) => {
  const { id, tokens } = await recorded('public');
  await t.rejects(visits.read(tokens.host ?? ''), refused('TOKEN_INVALID'), "a webinar's link");
  const foreign = await signToken('another secret of at least thirty-two chars', {
    ...{ audience: 'recording', subject: id, expiresInSeconds: 60, claims: { grant: 'host', visit: 'v' } },
  });
  await t.rejects(visits.read(foreign), refused('TOKEN_INVALID'));
  await t.rejects(visits.open({ recordingId: id, token: 'nonsense' }), refused('TOKEN_INVALID'));
});
