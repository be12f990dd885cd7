import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgrammeId, Recording, Webinar } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import { broadcast as broadcastTo } from '../support/broadcast.ts';
import { type Answer, ControlApi, tokenOf } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import type { TestProcess } from '../support/process.ts';
import { keepProgramme } from '../support/programme-material.ts';
import { startRecorder } from '../support/recorder-stack.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);
const stack = await ControlStack.start();
const storage = await FolderStorage.open(join(stack.dir, 'media'));
/** What is broadcast next, in seconds. */
let seconds = 6;
const mixer = await FakeMixer.open({
  secret: stack.secret,
  redisUrl: stack.redisUrl,
  onStop: async (id: ProgrammeId) => {
    if (seconds > 0) await keepProgramme(storage, id, [{ seconds, startMs: Date.UTC(2030, 0, 1) }]);
  },
});
let recorder: TestProcess | undefined;
t.teardown(async () => {
  await recorder?.stop();
  await mixer.close();
  await stack.stop();
});
const { api } = await ControlApi.open(stack);

const broadcast = (title: string): Promise<Webinar> => broadcastTo(stack, api, title);

const recordingsOf = async ({ id }: Webinar): Promise<Recording[]> =>
  (await api.call('GET', `/api/recordings?webinar=${id}`)).body.recordings;

/** The webinar's one recording, when it has come to this state. */
async function recordingIn(webinar: Webinar, state: Recording['state']): Promise<Recording> {
  let found: Recording | undefined;
  await until(async () => {
    [found] = await recordingsOf(webinar);
    return found?.state === state;
  }, 60_000);
  if (!found) throw new Error('no recording');
  return found;
}

/** Asks as nobody in particular. */
async function stranger(method: string, path: string, body?: object): Promise<Answer> {
  const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {};
  const response = await fetch(`${stack.url}${path}`, { method, ...sent });
  return { status: response.status, body: await response.json() };
}

const fileOf = (recording: Recording) => join(stack.dir, 'media', 'recordings', recording.id, 'programme.mp4');

const title = 'Über "alles" 会議/1';
/** Made by the first test, and looked at by most of the others: each recording costs seconds. */
let webinar: Webinar;

t.test('the end of a webinar queues its recording; control and job survive each their restart', async (t) => {
  webinar = await broadcast(title);
  t.match(await recordingsOf(webinar), [{ state: 'queued', progress: 0, title }]);
  stack.control.kill('SIGKILL');
  stack.control = await stack.startControl();
  t.equal((await recordingsOf(webinar)).length, 1);
  recorder = await startRecorder(stack);
  const ready = await recordingIn(webinar, 'ready');
  t.match(ready, { progress: 1, downloadUrl: String, posterUrl: String, sizeBytes: Number });
  t.ok(Math.abs((ready.durationSeconds ?? 0) - 6) < 0.1, `${ready.durationSeconds} s`);
});

t.test(
  'one that is deleted before there are any files is not made; one made while control is away is ready',
  async (t) => {
    await recorder?.stop();
    const queued = await recordingIn(await broadcast('Never made'), 'queued');
    t.match(await api.call('DELETE', `/api/recordings/${queued.id}`), { status: 200 });
    const away = await broadcast('Away');
    stack.control.kill('SIGKILL');
    recorder = await startRecorder(stack);
    await until(() => recorder?.logged('recording made').length === 1);
    stack.control = await stack.startControl();
    await recordingIn(away, 'ready');
    t.equal(recorder.logged('recording made').length, 1, 'only this one');
  },
);

t.test('it is downloaded whole or in ranges, under its own name', async (t) => {
  const recording = await recordingIn(webinar, 'ready');
  const size = recording.sizeBytes ?? 0;
  const whole = await api.fetch(recording.downloadUrl ?? '');
  t.equal(whole.headers.get('content-type'), 'video/mp4');
  t.equal(
    whole.headers.get('content-disposition'),
    `attachment; filename="_ber _alles_ ___1.mp4"; filename*=UTF-8''${encodeURIComponent('Über "alles" 会議_1.mp4')}`,
  );
  const bytes = Buffer.from(await whole.arrayBuffer());
  t.equal(bytes.length, size);
  const part = await api.fetch(recording.downloadUrl ?? '', { range: 'bytes=100-199' });
  t.equal(part.status, 206);
  t.equal(part.headers.get('content-range'), `bytes 100-199/${size}`);
  t.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200)));
  const past = await api.fetch(recording.downloadUrl ?? '', { range: `bytes=${size}-` });
  t.equal(past.status, 416);
  t.equal(past.headers.get('content-range'), `bytes */${size}`);
  t.equal(past.headers.get('content-disposition'), null);
  t.match(await past.json(), { code: 'RANGE_NOT_SATISFIABLE' });
  await until(() => stack.control.logged('RANGE_NOT_SATISFIABLE').length > 0);
  t.equal(stack.control.logged('RANGE_NOT_SATISFIABLE').length, 1, 'logged once');
  const queues = (await (await api.fetch('/api/queues/api/queues')).json()) as { queues: { name: string }[] };
  t.ok(
    queues.queues.some(({ name }) => name === 'finish-recording'),
    'the operator sees what was done',
  );
  t.match(await stranger('GET', '/api/queues/api/queues'), { status: 401, body: { code: 'SIGN_IN_REQUIRED' } });
  const poster = await api.fetch(recording.posterUrl ?? '');
  t.equal(poster.headers.get('content-type'), 'image/jpeg');
  t.match(await poster.bytes(), { 0: 0xff, 1: 0xd8 });
  t.match(await stranger('GET', recording.downloadUrl ?? ''), { body: { code: 'SIGN_IN_REQUIRED' } });
});

t.test('a visitor sees it as far as it is open to them, and is counted', async (t) => {
  const { id, sizeBytes } = await recordingIn(webinar, 'ready');
  const viewer = tokenOf(webinar.links.viewer);
  const open = (body: object) => stranger('POST', '/api/visits', body);
  const refused = { status: 403, body: { code: 'RECORDING_NOT_SHARED' } };
  t.match(await open({ recordingId: id }), refused);
  const { body: visit } = await open({ token: viewer });
  t.match(visit, { recordingId: id, title, posterUrl: String });
  t.match(await stranger('POST', `/api/visits/${visit.pass}/views`, {}), { status: 200 });
  const whole = await fetch(`${stack.url}${visit.downloads[0].url}`);
  t.equal((await whole.arrayBuffer()).byteLength, sizeBytes);
  t.match(whole.headers.get('content-disposition'), `UTF-8''${encodeURIComponent('Über "alles" 会議_1.mp4')}`);
  const rest = await fetch(`${stack.url}${visit.downloads[0].url}`, { headers: { range: 'bytes=1000-' } });
  t.equal(
    rest.headers.get('content-range'),
    `bytes 1000-${(sizeBytes ?? 0) - 1}/${sizeBytes}`,
    'goes on where it broke off',
  );
  t.match((await api.call('GET', `/api/recordings/${id}`)).body, { views: 1, downloads: 1 });

  t.match(await api.call('PATCH', `/api/recordings/${id}/sharing`, { access: 'host' }), { status: 200 });
  t.equal((await fetch(`${stack.url}${visit.playUrl}`)).status, 403, 'at the next request');
  t.match(await open({ token: viewer }), refused);
  t.equal((await api.join(webinar.links.viewer)).webinar.programme, undefined, 'no replay either');
  t.match(await open({ token: tokenOf(webinar.links.host) }), { status: 200 });

  const { body: share } = await api.call('POST', `/api/recordings/${id}/shares`, { days: 1 });
  const { body: shared } = await open({ recordingId: id, token: tokenOf(share.url) });
  t.equal((await fetch(`${stack.url}${shared.playUrl}`, { headers: { range: 'bytes=0-9' } })).status, 206);
  t.match(await api.call('DELETE', `/api/recordings/${id}/shares/${share.id}`), { status: 200 });
  t.match(await stranger('GET', shared.playUrl), { status: 410, body: { code: 'SHARE_NOT_FOUND' } });
  t.match(await api.call('POST', `/api/recordings/${id}/shares`, { days: 0 }), { status: 422 });
  t.match(await stranger('GET', `/api/recordings/${id}/sharing`), { body: { code: 'SIGN_IN_REQUIRED' } });
  const many = await Promise.all(Array.from({ length: 40 }, () => open({ recordingId: id })));
  t.ok(
    many.some(({ body }) => body.code === 'RATE_EXCEEDED'),
    'not everything can be tried',
  );
});

t.test('nothing was broadcast: the recording says so', async (t) => {
  seconds = 0;
  const failed = await recordingIn(await broadcast('Nothing'), 'failed');
  seconds = 6;
  t.equal(failed.failure, 'Nothing was broadcast, so there is nothing to record.');
  t.equal(failed.downloadUrl, undefined);
  t.match(await api.call('GET', `/api/recordings/${failed.id}/download`), {
    status: 409,
    body: { code: 'RECORDING_NOT_READY' },
  });
});

t.test('what is deleted can be restored', async (t) => {
  t.match(
    await api.call('PATCH', `/api/recordings/${(await recordingsOf(webinar))[0]?.id}/sharing`, {
      access: 'registered',
    }),
    {
      status: 200,
    },
  );
  const ready = await recordingIn(webinar, 'ready');
  t.ok(existsSync(fileOf(ready)));
  t.match(await api.call('DELETE', `/api/recordings/${ready.id}`), { status: 200, body: {} });
  t.match((await api.call('GET', '/api/bin')).body.recordings[0], { id: ready.id, title });
  t.equal((await api.call('GET', `/api/webinars/${ready.webinarId}`)).body.programme, undefined, 'no replay either');
  const gone = { status: 404, body: { code: 'RECORDING_NOT_FOUND' } };
  t.match(await api.call('DELETE', `/api/recordings/${ready.id}`), gone);
  t.match(await api.call('GET', `/api/recordings/${ready.id}/download`), gone);
  t.match(await api.call('POST', `/api/recordings/${ready.id}/restore`), { status: 200, body: {} });
  t.equal((await api.fetch(ready.downloadUrl ?? '')).status, 200);
  t.match((await api.call('GET', `/api/webinars/${ready.webinarId}`)).body.programme, { url: String });
});

t.test('a recording that is deleted while it is being made is finished in the bin', async (t) => {
  const middle = await broadcast('In the middle');
  const [recording] = await recordingsOf(middle);
  if (!recording || !recorder) throw new Error('nothing to delete');
  const { id } = recording;
  const work = join(stack.dir, 'work');
  await until(() => existsSync(work) && readdirSync(work).some((name) => name.startsWith(id)));
  recorder.kill('SIGSTOP');
  t.match(await api.call('DELETE', `/api/recordings/${id}`), { status: 200 });
  recorder.kill('SIGCONT');
  await until(() => recorder?.log.some((line) => line.msg === 'recording made' && line.recording === id) === true);
  t.same(await recordingsOf(middle), []);
  t.match(await api.call('POST', `/api/recordings/${id}/restore`), { status: 200 });
  await recordingIn(middle, 'ready');
});

t.test('a webinar takes its recording and its replay with it, and brings them back', async (t) => {
  const recording = await recordingIn(webinar, 'ready');
  t.match(await api.call('DELETE', `/api/webinars/${webinar.id}`), { status: 200 });
  t.same(await recordingsOf(webinar), []);
  t.match(await api.call('GET', `/api/webinars/${webinar.id}`), { status: 404 });
  const { webinars, recordings } = (await api.call('GET', '/api/bin')).body;
  t.match(webinars, [{ id: webinar.id, title }]);
  t.equal(JSON.stringify(recordings).includes(recording.id), false, 'it comes back with its webinar');
  t.match(await api.call('POST', `/api/webinars/${webinar.id}/restore`), { status: 200 });
  t.match(await recordingsOf(webinar), [{ id: recording.id, state: 'ready' }]);
  t.not((await storage.list(`programmes/${recording.programmeId}`)).length, 0);
});
