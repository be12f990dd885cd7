import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { chapterList, measureLoudness, probe, remux, soundFile, sprite } from './index.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'rostrum-outputs-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

// A grey that grows lighter second by second, and a soft tone.
const picture = [
  '-f',
  'lavfi',
  '-i',
  "color=black:size=320x180:rate=30:duration=12,geq=lum='20*floor(T)':cb=128:cr=128",
];
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=1000:sample_rate=48000:duration=12'];
const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '60', '-bf', '0', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
await run('ffmpeg', ['-v', 'error', '-y', ...picture, ...tone, ...coded, at('film.mp4')]);

t.test('a sprite has the key frame of each interval, row by row', async (t) => {
  await sprite({
    ...{ input: at('film.mp4'), output: at('sprite.jpg'), threads: 1 },
    ...{ intervalSeconds: 4, width: 32, height: 18, columns: 2, rows: 2 },
  });
  t.match((await probe(at('sprite.jpg'))).streams, [{ codec: 'mjpeg', width: 64, height: 36 }]);
  const decode = ['-v', 'error', '-i', at('sprite.jpg'), '-pix_fmt', 'gray', '-f', 'rawvideo', '-'];
  const { stdout } = await run('ffmpeg', decode, { encoding: 'buffer' });
  const grey = (x: number, y: number) => stdout[y * 64 + x] ?? 0;
  const [first, second, third] = [grey(16, 9), grey(48, 9), grey(16, 27)];
  // Key frames are two seconds apart, so at 0, 4 and 8 seconds; JPEG's grey has the full range.
  const full = (luma: number) => Math.max(0, ((luma - 16) * 255) / 219);
  t.ok(Math.abs(first - 0) < 6, `${first}`);
  t.ok(Math.abs(second - full(80)) < 6, `${second}`);
  t.ok(Math.abs(third - full(160)) < 6, `${third}`);
});

t.test('sound is measured, and made as loud as it is to be', async (t) => {
  const before = await measureLoudness({ input: at('film.mp4') });
  t.ok(before.integratedLufs < -18 && before.integratedLufs > -30, `${before.integratedLufs} LUFS`);
  await soundFile({ input: at('film.mp4'), output: at('even.m4a'), gainDb: -16 - before.integratedLufs, title: 'Ton' });
  const after = await measureLoudness({ input: at('even.m4a') });
  t.ok(Math.abs(after.integratedLufs + 16) < 0.5, `${after.integratedLufs} LUFS`);
  await soundFile({ input: at('film.mp4'), output: at('hot.m4a'), gainDb: 40 });
  const hot = await measureLoudness({ input: at('hot.m4a') });
  t.ok(hot.truePeakDb < 0.5, `${hot.truePeakDb} dB`);
  const facts = await probe(at('even.m4a'));
  t.equal(facts.title, 'Ton');
  t.same(
    facts.streams.map(({ codec }) => codec),
    ['aac'],
  );
});

t.test('silence is no error', async (t) => {
  await run('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', 'anullsrc=d=3', '-c:a', 'aac', at('silence.m4a')]);
  t.ok((await measureLoudness({ input: at('silence.m4a') })).integratedLufs <= -69);
});

t.test('chapters go into the file, whatever their names', async (t) => {
  const names = ['Begin', 'a=b; #c \\ d', 'Übung 会議'];
  const chapters = names.map((title, index) => ({ title, startSeconds: 2.5 * index }));
  await writeFile(at('chapters.txt'), chapterList(chapters, 12));
  await remux({ inputs: [at('film.mp4')], output: at('chaptered.mp4'), chapters: at('chapters.txt') });
  const { stdout } = await run('ffprobe', ['-v', 'error', '-show_chapters', '-of', 'json', at('chaptered.mp4')]);
  const found: { start_time: string; end_time: string; tags: { title: string } }[] = JSON.parse(stdout).chapters;
  t.same(
    found.map(({ tags }) => tags.title),
    names,
  );
  t.same(
    found.map((one) => [Number(one.start_time), Number(one.end_time)]),
    [
      [0, 2.5],
      [2.5, 5],
      [5, 12],
    ],
  );
  const bytes = await readFile(at('chaptered.mp4'));
  t.ok(bytes.indexOf('moov') < bytes.indexOf('mdat'));
});
