import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { probe } from '@rostrum/ffmpeg';
import { readProgramme } from '@rostrum/hls';
import { type FinishedRecording, finishRecording, JobQueue } from '@rostrum/jobs';
import { type Fault, newId, type ProgrammeId } from '@rostrum/protocol';
import t from 'tap';
import { keepProgramme, streamHashes } from '../support/programme-material.ts';
import { RecorderStack } from '../support/recorder-stack.ts';
import { until } from '../support/until.ts';

// One test waits until a killed recorder's job counts as abandoned.
t.setTimeout(120_000);
const stack = await RecorderStack.start();
t.teardown(() => stack.stop());
const heard = new Map<string, { progress: number[]; result?: FinishedRecording; fault?: Fault }>();
const about = (id: string) => heard.get(id) ?? heard.set(id, { progress: [] }).get(id) ?? { progress: [] };
const queue = await JobQueue.open({
  definition: finishRecording,
  redisUrl: stack.redisUrl,
  listeners: {
    progress: (id, done) => about(id).progress.push(done),
    completed: (id, result) => Object.assign(about(id), { result }),
    failed: (id, fault) => Object.assign(about(id), { fault }),
  },
  onError: (error) => t.comment(error.message),
});
t.teardown(() => queue.close());
let recorder = await stack.startRecorder();

const startMs = Date.UTC(2030, 0, 1);

/** Has a recording made, and waits until there is one or none can be. */
async function record(programmeId: ProgrammeId, title = 'Title') {
  const recordingId = newId('recording');
  await queue.enqueue(recordingId, { recordingId, programmeId, title });
  await until(() => about(recordingId).result !== undefined || about(recordingId).fault !== undefined, 60_000);
  return { recordingId, ...about(recordingId) };
}

const plain = newId('programme');
await keepProgramme(stack.storage, plain, [{ seconds: 10, startMs }]);

t.test('a programme becomes one MP4 and a poster', async (t) => {
  const title = 'Über <3 "quotes" — Привет';
  const { recordingId, result, progress } = await record(plain, title);
  const file = stack.pathOf(`recordings/${recordingId}/programme.mp4`);
  const facts = await probe(file);
  t.match(result, { fileKey: `recordings/${recordingId}/programme.mp4`, sizeBytes: facts.sizeBytes });
  t.ok(Math.abs(facts.durationSeconds - 10) <= 0.1, `${facts.durationSeconds} s`);
  t.equal(result?.durationSeconds, facts.durationSeconds);
  t.same(
    facts.streams.map((one) => one.codec),
    ['h264', 'aac'],
  );
  t.equal(facts.title, title);
  const bytes = await readFile(file);
  t.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'), 'the index comes first');
  const poster = await probe(stack.pathOf(`recordings/${recordingId}/poster.jpg`));
  t.match(poster.streams, [{ codec: 'mjpeg', width: 640, height: 360 }]);
  t.ok(progress.length > 0 && progress.every((done, n) => done >= (progress[n - 1] ?? 0)), `${progress}`);
  t.same(await readdir(stack.workDir), [], 'nothing is left of the work');
});

t.test('asked again, it is told again and made once', async (t) => {
  const { recordingId } = await record(plain);
  const before = recorder.logged('recording made').length;
  heard.delete(recordingId);
  await queue.enqueue(recordingId, { recordingId, programmeId: plain, title: 'Title' });
  await until(() => about(recordingId).result !== undefined);
  await queue.remove(recordingId);
  heard.delete(recordingId);
  await queue.enqueue(recordingId, { recordingId, programmeId: plain, title: 'Title' });
  await until(() => about(recordingId).result !== undefined);
  t.equal(recorder.logged('recording made').length, before, 'complete files are not made again');
});

t.test('after a mixer died the time in between is kept, with the last picture and silence', async (t) => {
  const programmeId = newId('programme');
  await keepProgramme(stack.storage, programmeId, [
    { seconds: 6, startMs },
    { seconds: 4, startMs: startMs + 8500 },
  ]);
  const { recordingId, result } = await record(programmeId);
  t.ok(Math.abs((result?.durationSeconds ?? 0) - 12.5) <= 0.1, `${result?.durationSeconds} s`);
  const { streams } = await probe(stack.pathOf(`recordings/${recordingId}/programme.mp4`));
  for (const { kind, durationSeconds } of streams) {
    t.ok(Math.abs(durationSeconds - 12.5) <= 0.1, `${kind}: ${durationSeconds} s`);
  }
});

t.test('nothing was broadcast: that is said, and not tried again', async (t) => {
  const { recordingId, fault } = await record(newId('programme'));
  t.match(fault, { code: 'RECORDING_EMPTY', publicMessage: /^Nothing was broadcast/ });
  const tries = recorder.log.filter((line) => line.code === 'RECORDING_EMPTY' && line.job === recordingId);
  t.equal(tries.length, 1);
});

t.test('material that is no media is told to the operator, and nothing is left of the work', async (t) => {
  const programmeId = newId('programme');
  await keepProgramme(stack.storage, programmeId, [{ seconds: 2, startMs }]);
  await stack.storage.put(`programmes/${programmeId}/v0/1-init.mp4`, Buffer.from('rubbish'));
  const { recordingId, fault } = await record(programmeId);
  t.match(fault, { code: 'MEDIA_UNREADABLE' });
  t.match(
    recorder.log.find((line) => line.code === 'MEDIA_UNREADABLE' && line.job === recordingId),
    { level: 'error', detail: /Invalid data/ },
  );
  t.same(await readdir(stack.workDir), []);
});

t.test('a recorder is killed in the middle: another makes the very same files', async (t) => {
  const calm = await record(plain);
  const recordingId = newId('recording');
  await queue.enqueue(recordingId, { recordingId, programmeId: plain, title: 'Title' });
  await until(async () => (await readdir(stack.workDir)).some((name) => name.startsWith(recordingId)));
  recorder.kill('SIGKILL');
  t.equal(about(recordingId).result, undefined, 'it was not done yet');
  recorder = await stack.startRecorder();
  await until(() => about(recordingId).result !== undefined, 60_000);
  for (const name of ['programme.mp4', 'poster.jpg']) {
    const [one, other] = await Promise.all(
      [calm.recordingId, recordingId].map((id) => readFile(stack.pathOf(`recordings/${id}/${name}`))),
    );
    t.ok(one?.equals(other ?? Buffer.of()), name);
  }
  t.same(await readdir(stack.workDir), [], 'nor is anything left of the work that was cut off');
});

t.test('not a sample is changed', async (t) => {
  const { recordingId } = await record(plain);
  const { renditions } = await readProgramme(stack.storage, plain);
  const kept = renditions.map(async ({ rendition, epochs }) => {
    const keys = epochs.flatMap(({ initKey, segments }) => [initKey, ...segments.map(({ key }) => key)]);
    const path = join(stack.dir, `${rendition}.mp4`);
    await writeFile(path, Buffer.concat(await Promise.all(keys.map((key) => stack.storage.readWhole(key)))));
    return streamHashes(path);
  });
  t.same(await streamHashes(stack.pathOf(`recordings/${recordingId}/programme.mp4`)), (await Promise.all(kept)).flat());
});
