import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { concatList, join, poster, probe, remux } from './index.ts';

const folder = await mkdtemp(joinPath(tmpdir(), 'rostrum-ffmpeg-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => joinPath(folder, name);

/** Small media of ffmpeg's own: a moving picture, a tone. */
const make = (name: string, args: string[]) =>
  promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...args, '-movflags', 'frag_keyframe+empty_moov', at(name)]);
/** As a player gets it that comes late: the init and the second segment, which begins at two seconds. */
async function makeLateSound(): Promise<void> {
  const hls = ['-f', 'hls', '-hls_segment_type', 'fmp4', '-hls_time', '2', '-hls_fmp4_init_filename', 'init.mp4'];
  const output = ['-hls_segment_filename', at('sound-%d.m4s'), at('sound.m3u8')];
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', ...tone(4), '-c:a', 'aac', ...hls, ...output]);
  const parts = await Promise.all(['init.mp4', 'sound-1.m4s'].map((name) => readFile(at(name))));
  await writeFile(at('late-audio.mp4'), Buffer.concat(parts));
}
const picture = (seconds: number) => ['-f', 'lavfi', '-i', `testsrc=size=320x180:rate=30:duration=${seconds}`];
const tone = (seconds: number) => ['-f', 'lavfi', '-i', `sine=frequency=440:sample_rate=48000:duration=${seconds}`];
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-bf', '0', '-pix_fmt', 'yuv420p'];
await Promise.all([
  make('video.mp4', [...picture(4), ...h264]),
  make('audio.mp4', [...tone(4), '-c:a', 'aac']),
  makeLateSound(),
  writeFile(at('rubbish.mp4'), 'this is no film'),
]);

t.test('remux puts picture and sound into one MP4 with its index first', async (t) => {
  const seconds: number[] = [];
  const output = at('both.mp4');
  const title = 'Привет "quoted" = fine';
  await remux({
    inputs: [at('video.mp4'), at('audio.mp4')],
    output,
    title,
    onProgress: (done) => seconds.push(done),
  });
  const facts = await probe(output);
  t.same(
    facts.streams.map(({ kind, codec }) => [kind, codec]),
    [
      ['video', 'h264'],
      ['audio', 'aac'],
    ],
  );
  t.ok(Math.abs(facts.durationSeconds - 4) < 0.1, `${facts.durationSeconds} s`);
  t.equal(facts.title, title);
  t.equal(facts.sizeBytes, (await stat(output)).size);
  const bytes = await readFile(output);
  t.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
  t.ok((seconds.at(-1) ?? 0) > 3);
});

t.test('sound that begins later stays later', async (t) => {
  await remux({ inputs: [at('video.mp4'), at('late-audio.mp4')], output: at('late.mp4') });
  const { streams } = await probe(at('late.mp4'));
  const start = streams.map((stream) => stream.startSeconds);
  t.ok(Math.abs((start[1] ?? 0) - (start[0] ?? 0) - 2) < 0.05, `${start}`);
});

t.test('files are joined where the list says', async (t) => {
  await writeFile(at('list.txt'), concatList([{ name: 'both.mp4', spanSeconds: 6 }, { name: 'both.mp4' }]));
  await join({ list: at('list.txt'), output: at('joined.mp4') });
  const { durationSeconds } = await probe(at('joined.mp4'));
  t.ok(Math.abs(durationSeconds - 10) < 0.1, `${durationSeconds} s`);
  t.throws(() => concatList([{ name: '../x' }]), TypeError);
});

t.test('a poster is one frame as a JPEG', async (t) => {
  await poster({ input: at('both.mp4'), atSeconds: 1, output: at('poster.jpg'), width: 160 });
  t.match((await probe(at('poster.jpg'))).streams, [{ codec: 'mjpeg', width: 160, height: 90 }]);
  const late = poster({ input: at('both.mp4'), atSeconds: 60, output: at('none.jpg'), width: 160 });
  await t.rejects(late, { code: 'MEDIA_UNREADABLE' });
});

t.test('what is no media is told with the last words', async (t) => {
  await t.rejects(probe(at('rubbish.mp4')), { code: 'MEDIA_UNREADABLE', message: /Invalid data|moov/ });
  const remuxed = remux({ inputs: [at('rubbish.mp4')], output: at('x.mp4') });
  await t.rejects(remuxed, { code: 'MEDIA_UNREADABLE', message: /rubbish\.mp4/ });
});

t.test('who gives up has no ffmpeg left', async (t) => {
  const reason = new Error('not wanted any more');
  const early = remux({ inputs: [at('video.mp4')], output: at('x.mp4'), signal: AbortSignal.abort(reason) });
  await t.rejects(early, reason);
  const giveUp = new AbortController();
  const endless = poster({
    input: at('video.mp4'),
    atSeconds: 0,
    output: '/dev/stdin/never',
    width: 160,
    signal: giveUp.signal,
  });
  giveUp.abort(reason);
  await t.rejects(endless, reason);
  await t.rejects(probe(at('video.mp4'), { signal: AbortSignal.abort(reason) }), reason);
  const slow = remux({ inputs: [at('video.mp4')], output: at('x.mp4'), timeoutMs: 0 });
  await t.rejects(slow, { code: 'REQUEST_TIMEOUT' });
});
