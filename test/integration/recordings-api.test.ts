import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgrammeId, Recording, Webinar } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import type { TestProcess } from '../support/process.ts';
import { keepProgramme } from '../support/programme-material.ts';
import { startRecorder } from '../support/recorder-stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
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

/** A webinar that goes live and ends. */
async function broadcast(title: string): Promise<Webinar> {
  const fields = { title, startsAt: '2030-01-01T10:00:00Z', timeZone: 'Europe/Berlin' };
  const webinar: Webinar = (await api.call('POST', '/api/webinars', fields)).body;
  const host = await StageCaller.open(stack);
  await host.hello((await api.join(webinar.links.host)).session);
  await host.peer.request('goLive', {});
  await host.peer.request('end', {});
  host.close();
  return webinar;
}

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

const fileOf = (recording: Recording) => join(stack.dir, 'media', 'recordings', recording.id, 'programme.mp4');

t.test('the end of a webinar queues its recording; control and job survive each their restart', async (t) => {
  const webinar = await broadcast('Restarted');
  t.match(await recordingsOf(webinar), [{ state: 'queued', progress: 0, title: 'Restarted' }]);
  stack.control.kill('SIGKILL');
  stack.control = await stack.startControl();
  t.equal((await recordingsOf(webinar)).length, 1);
  recorder = await startRecorder(stack);
  const ready = await recordingIn(webinar, 'ready');
  t.match(ready, { progress: 1, downloadUrl: String, posterUrl: String, sizeBytes: Number });
  t.ok(Math.abs((ready.durationSeconds ?? 0) - 6) < 0.1, `${ready.durationSeconds} s`);
});

t.test('a recording that was made while control was away is ready when it is back', async (t) => {
  await recorder?.stop();
  const webinar = await broadcast('Away');
  stack.control.kill('SIGKILL');
  recorder = await startRecorder(stack);
  await until(() => recorder?.logged('recording made').length === 1);
  stack.control = await stack.startControl();
  await recordingIn(webinar, 'ready');
  t.pass();
});

t.test('it is downloaded whole or in ranges, under its own name', async (t) => {
  const webinar = await broadcast('Über "alles" 会議/1');
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
  const poster = await api.fetch(recording.posterUrl ?? '');
  t.equal(poster.headers.get('content-type'), 'image/jpeg');
  t.match(await poster.bytes(), { 0: 0xff, 1: 0xd8 });
  const stranger = await fetch(`${stack.url}${recording.downloadUrl}`);
  t.match(await stranger.json(), { code: 'SIGN_IN_REQUIRED' });
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

t.test('what is deleted can be restored, of a queued one before there are any files', async (t) => {
  const ready = await recordingIn(await broadcast('Deleted'), 'ready');
  t.ok(existsSync(fileOf(ready)));
  t.match(await api.call('DELETE', `/api/recordings/${ready.id}`), { status: 200, body: {} });
  t.match((await api.call('GET', '/api/bin')).body.recordings, [{ id: ready.id, title: 'Deleted' }]);
  t.equal((await api.call('GET', `/api/webinars/${ready.webinarId}`)).body.programme, undefined, 'no replay either');
  const gone = { status: 404, body: { code: 'RECORDING_NOT_FOUND' } };
  t.match(await api.call('DELETE', `/api/recordings/${ready.id}`), gone);
  t.match(await api.call('GET', `/api/recordings/${ready.id}/download`), gone);
  t.match(await api.call('POST', `/api/recordings/${ready.id}/restore`), { status: 200, body: {} });
  t.equal((await api.fetch(ready.downloadUrl ?? '')).status, 200);
  t.match((await api.call('GET', `/api/webinars/${ready.webinarId}`)).body.programme, { url: String });

  await recorder?.stop();
  const queued = await recordingIn(await broadcast('Never made'), 'queued');
  t.match(await api.call('DELETE', `/api/recordings/${queued.id}`), { status: 200 });
  recorder = await startRecorder(stack);
  await recordingIn(await broadcast('After it'), 'ready');
  t.equal(recorder.logged('recording made').length, 1, 'only the other one');
});

t.test('a recording that is deleted while it is being made is finished in the bin', async (t) => {
  const webinar = await broadcast('In the middle');
  const [recording] = await recordingsOf(webinar);
  if (!recording || !recorder) throw new Error('nothing to delete');
  const { id } = recording;
  const work = join(stack.dir, 'work');
  await until(() => existsSync(work) && readdirSync(work).some((name) => name.startsWith(id)));
  recorder.kill('SIGSTOP');
  t.match(await api.call('DELETE', `/api/recordings/${id}`), { status: 200 });
  recorder.kill('SIGCONT');
  await until(() => recorder?.log.some((line) => line.msg === 'recording made' && line.recording === id) === true);
  t.same(await recordingsOf(webinar), []);
  t.match(await api.call('POST', `/api/recordings/${id}/restore`), { status: 200 });
  await recordingIn(webinar, 'ready');
});

t.test('a webinar takes its recording and its replay with it, and brings them back', async (t) => {
  const webinar = await broadcast('All of it');
  const recording = await recordingIn(webinar, 'ready');
  t.match(await api.call('DELETE', `/api/webinars/${webinar.id}`), { status: 200 });
  t.same(await recordingsOf(webinar), []);
  t.match(await api.call('GET', `/api/webinars/${webinar.id}`), { status: 404 });
  const { webinars, recordings } = (await api.call('GET', '/api/bin')).body;
  t.match(webinars, [{ id: webinar.id, title: 'All of it' }]);
  t.equal(JSON.stringify(recordings).includes(recording.id), false, 'it comes back with its webinar');
  t.match(await api.call('POST', `/api/webinars/${webinar.id}/restore`), { status: 200 });
  t.match(await recordingsOf(webinar), [{ id: recording.id, state: 'ready' }]);
  t.not((await storage.list(`programmes/${recording.programmeId}`)).length, 0);
});
