import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readTrackChunk, type TrackFrame } from '@rostrum/engine';
import { probe } from '@rostrum/ffmpeg';
import { programmeKeys, readProgramme } from '@rostrum/hls';
import type { ProgrammeId, Recording, Render, RenderOptions, TrackFiles } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import { lookOf, SyntheticPresenter } from '@rostrum/synthetic';
import t, { type Test } from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { flashTimes, lookAtFrames } from '../support/media/frames.ts';
import { longestGap, packetTimes } from '../support/media/packets.ts';
import { regionsOf } from '../support/media/regions.ts';
import { beepTimes, decodeSound, offsets } from '../support/media/sound.ts';
import { Stack } from '../support/stack.ts';
import { StagePeople } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

t.setTimeout(240_000);
const stack = await Stack.start({ pages: 'blank' });
t.teardown(() => stack.close());
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, syntheticUrl } = bootstrap.webinar;
const people = new StagePeople(stack, api);
const webinarId = (await api.call('GET', '/api/webinars')).body.webinars[0].id as string;

const presenters = ['Ada', 'Bob'].map((name, look) =>
  SyntheticPresenter.start({ link: syntheticUrl, name, look, width: 320, height: 180 }),
);
t.teardown(() => Promise.all(presenters.map((one) => one.close())));
const [ada = presenters[0], bob] = presenters;
if (!ada || !bob) throw new Error('two presenters');
const [adaId, bobId] = await Promise.all([ada.onStage, bob.onStage]);

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
let programmeId = '' as ProgrammeId;
let recordingId = '';
const frames: TrackFrame[] = [];
const muted = { fromMs: 0, toMs: 0 };

t.test('what presenters send is kept beside the programme', async (t) => {
  const changed = await api.call('PATCH', `/api/webinars/${webinarId}`, { recordsTracks: true });
  t.match(changed, { status: 200, body: { recordsTracks: true } });
  const host = await people.visit(hostUrl);
  await host.caller.peer.request('goLive', {});
  await wait(6000);
  await ada.setPaused('microphone', true);
  muted.fromMs = Date.now();
  await wait(2500);
  muted.toMs = Date.now();
  await ada.setPaused('microphone', false);
  await wait(4000);
  await host.caller.peer.request('end', {});
  people.close();
  const { recordings } = (await api.call('GET', '/api/recordings')).body as { recordings: Recording[] };
  programmeId = recordings[0]?.programmeId as ProgrammeId;
  recordingId = recordings[0]?.id ?? '';
  const storage = await FolderStorage.open(join(stack.dir, 'media'));
  for (const key of await storage.list(programmeKeys(programmeId).tracks)) {
    frames.push(...readTrackChunk(await storage.readWhole(key), key));
  }
  const names = new Set(frames.map(({ track }) => `${track.name} ${track.source} ${track.codec}`));
  t.same([...names].sort(), ['Ada camera vp8', 'Ada microphone opus', 'Bob camera vp8', 'Bob microphone opus']);
  const { renditions } = await readProgramme(storage, programmeId);
  const segments = renditions.find(({ kind }) => kind === 'video')?.epochs[0]?.segments ?? [];
  const [first, last] = [segments[0]?.programDateTimeMs ?? 0, segments.at(-1)?.programDateTimeMs ?? 0];
  for (const id of [adaId, bobId]) {
    const own = frames.filter(({ track }) => track.participantId === id && track.source === 'camera');
    t.ok((own[0]?.atMs ?? 0) < first + 3000, 'from the beginning');
    t.ok((own.at(-1)?.atMs ?? 0) > last - 1000, 'to the end');
    const steps = own.slice(1).map(({ atMs }, index) => atMs - (own[index]?.atMs ?? 0));
    t.ok(own[0]?.isKey && own.length > 60, `${own.length} pictures`);
    t.ok(
      steps.every((step) => step > 0 && step < 3000),
      'in order, and without a hole',
    );
  }
});

t.test('a mute is a gap in the sound, and nowhere else', async (t) => {
  const between = (id: string, source: string) =>
    frames.filter(
      ({ track, atMs }) =>
        track.participantId === id && track.source === source && atMs > muted.fromMs + 500 && atMs < muted.toMs - 200,
    ).length;
  t.equal(between(adaId, 'microphone'), 0);
  t.ok(between(bobId, 'microphone') > 50);
  t.ok(between(adaId, 'camera') > 30);
});

t.test('each source becomes one file, which says where it belongs', async (t) => {
  const path = `/api/recordings/${recordingId}/tracks`;
  t.match(await api.call('GET', path), { status: 200, body: { state: 'none', tracks: [], recorded: true } });
  const { people: onStage } = (await api.call('GET', path)).body as TrackFiles;
  t.same(onStage.map(({ name }) => name).sort(), ['Ada', 'Bob']);
  await api.call('POST', path);
  await until(async () => (await api.call('GET', path)).body.state !== 'processing', 60_000, 200);
  const { state, tracks } = (await api.call('GET', path)).body as TrackFiles;
  t.equal(state, 'ready');
  t.equal(tracks.length, 4);
  for (const { source, name, fileName, offsetSeconds, durationSeconds } of tracks) {
    const file = join(stack.dir, 'media', 'recordings', recordingId, 'tracks', fileName);
    const { streams, title } = await probe(file);
    t.match(streams, [{ codec: source === 'camera' ? 'vp8' : 'opus' }]);
    t.equal(title, `${name} – ${source}`);
    t.ok(offsetSeconds < 3 && durationSeconds > 9, `${fileName} from ${offsetSeconds} for ${durationSeconds} s`);
    const gap = longestGap(await packetTimes(file, source === 'camera' ? 'video' : 'audio'));
    const isHers = name === 'Ada' && source === 'microphone';
    t.ok(isHers ? gap.seconds > 2 : gap.seconds < 1, `${fileName}: ${gap.seconds} s without anything`);
  }
  const of = (wanted: string) => tracks.find(({ name, source }) => name === 'Bob' && source === wanted);
  const [camera, microphone] = [of('camera'), of('microphone')];
  if (!camera || !microphone) throw new Error('he has both');
  const fileOf = ({ fileName }: typeof camera) =>
    join(stack.dir, 'media', 'recordings', recordingId, 'tracks', fileName);
  const frames = await lookAtFrames(fileOf(camera), [{ x: 0, y: 0, width: 1280, height: 720 }]);
  const flashes = flashTimes(frames, 0).map((time) => time + camera.offsetSeconds);
  const sound = await decodeSound(fileOf(microphone));
  const beeps = beepTimes(sound, lookOf(1).pitchHz, 0.02).map((time) => time + microphone.offsetSeconds);
  const offset = offsets(flashes, beeps);
  t.ok(offset && offset.count >= 8 && Math.abs(offset.medianMs) <= 40, `in step: ${JSON.stringify(offset)}`);
  const download = await api.fetch(`${path}/${tracks[0]?.fileName}`, { range: 'bytes=0-3' });
  t.equal(Buffer.from(await download.arrayBuffer()).toString('hex'), '1a45dfa3');
  t.equal((await api.fetch(`${path}/9-camera.webm`)).status, 404);
});

async function rendered(options: RenderOptions): Promise<Render> {
  const path = `/api/recordings/${recordingId}/renders`;
  const { status, body } = await api.call('POST', path, options);
  if (status !== 200) throw new Error(`${status} ${body.code}`);
  const current = async () => (await api.call('GET', `${path}/${body.id}`)).body as Render;
  await until(async () => ['ready', 'failed'].includes((await current()).state), 120_000, 200);
  return current();
}

/** In its first second there is the card; then he is seen and heard, in step, by the clock of the programme, and nobody else. */
async function assertBobAlone(t: Test, file: string): Promise<void> {
  const [region] = regionsOf(1);
  const frames = await lookAtFrames(file, region ? [region] : []);
  t.equal(frames.length, 210, 'every frame has its place');
  const clocks = frames.map(({ tiles }) => tiles[0]?.clock);
  t.ok(clocks.slice(0, 28).every((clock) => clock === undefined));
  const shown = frames.slice(35);
  const his = shown.filter(({ tiles }) => tiles[0]?.clock?.presenter === 1);
  t.ok(his.length > 0.9 * shown.length, `he is in ${his.length} of ${shown.length} frames`);
  const storage = await FolderStorage.open(join(stack.dir, 'media'));
  const { renditions } = await readProgramme(storage, programmeId);
  const startMs = renditions.find(({ kind }) => kind === 'video')?.epochs[0]?.segments[0]?.programDateTimeMs ?? 0;
  const late = his.map(({ time, tiles }) => startMs + 1000 + time * 1000 - (tiles[0]?.clock?.wallMs ?? 0));
  const medianMs = late.toSorted((a, b) => a - b)[Math.floor(late.length / 2)] ?? Number.NaN;
  t.ok(Math.abs(medianMs) < 150, `program date time is ${Math.round(medianMs)} ms after capture`);
  const sound = await decodeSound(file);
  const beeps = beepTimes(sound, lookOf(1).pitchHz, 0.02);
  t.ok(beeps.length >= 5 && beeps.every((time) => time > 0.95), `heard at ${beeps}`);
  // His beeps begin and end with a click, which has a little of every pitch; hers are at another time.
  const strays = beepTimes(sound, lookOf(0).pitchHz, 0.02).filter((time) =>
    beeps.every((beep) => Math.abs(time - beep) > 0.15),
  );
  t.same(strays, [], 'she is not heard');
  const offset = offsets(flashTimes(frames, 0), beeps);
  t.ok(Math.abs(offset?.medianMs ?? Number.NaN) <= 40, `in step: ${JSON.stringify(offset)}`);
}

t.test('it is made anew without one person, trimmed, with a card, and once', async (t) => {
  const options: RenderOptions = {
    ...{ height: 360, without: [adaId], from: 2, to: 8 },
    titleCard: { title: 'Bob', seconds: 1 },
  };
  const made = await rendered(options);
  t.match(made, { state: 'ready', progress: 1 }, made.failure ?? '');
  t.ok(Math.abs((made.durationSeconds ?? 0) - 7) < 0.1, `${made.durationSeconds} s`);
  const file = join(stack.dir, 'media', 'recordings', recordingId, 'renders', made.id, 'render.mp4');
  const facts = await probe(file);
  t.match(facts.streams, [{ codec: 'h264', width: 640, height: 360 }, { codec: 'aac' }]);
  await assertBobAlone(t, file);
  const again = await rendered({
    titleCard: { seconds: 1, title: 'Bob' },
    to: 8,
    from: 2,
    without: [adaId],
    height: 360,
  });
  t.equal(again.id, made.id);
  t.equal(stack.process('recorder').logged('render made').length, 1);
  const download = await api.fetch(made.downloadUrl ?? '', { range: 'bytes=4-7' });
  t.equal(download.status, 206);
  t.equal(await download.text(), 'ftyp');
});

t.test('what makes no sense is refused, and what runs can be cancelled', async (t) => {
  const path = `/api/recordings/${recordingId}/renders`;
  t.match(await api.call('POST', path, { scene: { kind: 'mosaic' } }), { status: 422 });
  t.match(await rendered({ from: 900 }), { state: 'failed', failure: /end has to come after/ });
  const { body } = await api.call('POST', path, { height: 1080 });
  await until(async () => ((await api.call('GET', `${path}/${body.id}`)).body as Render).state === 'processing');
  t.match(await api.call('DELETE', `${path}/${body.id}`), { status: 200 });
  await until(() => stack.process('recorder').log.some(({ code }) => code === 'JOB_CANCELLED'));
  t.match(await api.call('GET', `${path}/${body.id}`), { status: 404, body: { code: 'RENDER_NOT_FOUND' } });
  const left = await readdir(join(stack.dir, 'media', 'recordings', recordingId, 'renders'));
  t.equal(left.length, 1, 'nothing of it is there');
});
