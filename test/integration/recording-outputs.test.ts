import { join } from 'node:path';
import type { ProgrammeId, Recording, RecordingDetails } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import { broadcast } from '../support/broadcast.ts';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { keepProgramme } from '../support/programme-material.ts';
import { startRecorder } from '../support/recorder-stack.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);
const stack = await ControlStack.start();
const storage = await FolderStorage.open(join(stack.dir, 'media'));
const mixer = await FakeMixer.open({
  secret: stack.secret,
  redisUrl: stack.redisUrl,
  onStop: (id: ProgrammeId) => keepProgramme(storage, id, [{ seconds: 6, startMs: Date.UTC(2030, 0, 1) }]),
});
const recorder = await startRecorder(stack);
t.teardown(async () => {
  await recorder.stop();
  await mixer.close();
  await stack.stop();
});
const { api } = await ControlApi.open(stack);

/** The recording of a webinar that has just ended, once it can be played. */
async function ready(title: string): Promise<Recording> {
  const { id } = await broadcast(stack, api, title);
  let found: Recording | undefined;
  await until(async () => {
    [found] = (await api.call('GET', `/api/recordings?webinar=${id}`)).body.recordings;
    return found?.state === 'ready';
  }, 60_000);
  if (!found) throw new Error('no recording');
  return found;
}

/** The recording's own page, once it is so. */
async function detailsWhen(id: string, isSo: (details: RecordingDetails) => boolean): Promise<RecordingDetails> {
  let details: RecordingDetails | undefined;
  await until(async () => {
    details = (await api.call('GET', `/api/recordings/${id}`)).body as RecordingDetails;
    return isSo(details);
  }, 60_000);
  if (!details) throw new Error('no details');
  return details;
}

t.test('what is made of it besides comes by itself: sound alone, and pictures for the seek bar', async (t) => {
  const recording = await ready('Extras');
  const details = await detailsWhen(recording.id, (one) => one.outputs.some(({ state }) => state === 'ready'));
  const whole = await detailsWhen(recording.id, (one) => one.thumbnailsUrl !== undefined);
  t.match(details.outputs, [{ kind: 'audio', progress: 1, loudnessLufs: Number, sizeBytes: Number }]);
  const audio = await api.fetch(details.outputs[0]?.downloadUrl ?? '');
  t.match(audio.headers.get('content-disposition'), /^attachment; filename="Extras\.m4a"/);
  t.equal((await audio.arrayBuffer()).byteLength, details.outputs[0]?.sizeBytes);
  const track = await api.fetch(whole.thumbnailsUrl ?? '');
  const text = await track.text();
  t.match(text, /^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.000\nthumbnails\.jpg#xywh=0,0,160,90\n/);
  const picture = await api.fetch(new URL('thumbnails.jpg', `http://x${whole.thumbnailsUrl}`).pathname);
  t.match([picture.status, picture.headers.get('content-type')], [200, 'image/jpeg']);
  const played = await api.fetch(whole.playUrl ?? '', { range: 'bytes=0-9' });
  t.match([played.status, played.headers.get('content-disposition')], [206, null]);
  t.equal((await fetch(`${stack.url}${whole.thumbnailsUrl}`)).status, 401);
  t.equal((await api.fetch(`/api/recordings/${recording.id}/files/passwd`)).status, 404);
});

t.test('a part is cut out beside the whole; the same part is one file, and no part is refused', async (t) => {
  const recording = await ready('Parts');
  const trims = `/api/recordings/${recording.id}/trims`;
  const part = { startSeconds: 0.5, endSeconds: 4.7 };
  const asked = await api.call('POST', trims, part);
  t.match(asked, { status: 200, body: { kind: 'trim', trim: part } });
  t.equal((await api.call('POST', trims, part)).body.id, asked.body.id);
  for (const wrong of [
    { startSeconds: 3, endSeconds: 3.1 },
    { startSeconds: 5, endSeconds: 60 },
  ]) {
    t.match(await api.call('POST', trims, wrong), { status: 422, body: { code: 'TRIM_INVALID' } });
  }
  const isMade = ({ outputs }: RecordingDetails) =>
    outputs.some(({ kind, state }) => kind === 'trim' && state === 'ready');
  const details = await detailsWhen(recording.id, isMade);
  const made = details.outputs.find(({ id }) => id === asked.body.id);
  // 126 frames of a thirtieth; the sound may end a frame of its own later.
  t.ok(Math.abs((made?.durationSeconds ?? 0) - 4.2) < 0.05, `${made?.durationSeconds} s`);
  const file = await api.fetch(made?.downloadUrl ?? '');
  t.match(file.headers.get('content-disposition'), /filename="Parts 0-00-00 to 0-00-04\.mp4"/);
  t.equal((await file.arrayBuffer()).byteLength, made?.sizeBytes);
  t.equal(details.sizeBytes, recording.sizeBytes, 'the whole is as it was');
  t.match(await api.call('DELETE', `/api/recordings/${recording.id}/outputs/${asked.body.id}`), { status: 200 });
  t.same(await storage.list(`recordings/${recording.id}/outputs/${asked.body.id}`), []);
});
