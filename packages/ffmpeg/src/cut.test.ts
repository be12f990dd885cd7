import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { planCut } from './cut-plan.ts';
import { cut, probe } from './index.ts';

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'rostrum-cut-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);

// Each frame says its number by its grey, and at five seconds there is a click.
const rate = 30;
const number = "geq=lum='16+N':cb=128:cr=128";
const picture = ['-f', 'lavfi', '-i', `color=black:size=64x64:rate=${rate}:duration=7,${number}`];
const click = ['-f', 'lavfi', '-i', "aevalsrc='if(between(t,5,5.02),0.8*sin(2*PI*2000*t),0)':s=48000:d=7"];
const coded = ['-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '6', '-g', '60', '-bf', '0', '-pix_fmt', 'yuv420p'];
await run('ffmpeg', ['-v', 'error', ...picture, ...click, ...coded, '-c:a', 'aac', '-ac', '2', at('film.mp4')]);

/** The numbers of a file's frames, as they are decoded, and their times. */
async function framesOf(file: string): Promise<{ number: number; seconds: number }[]> {
  const decode = ['-v', 'error', '-i', file, '-an', '-fps_mode', 'passthrough', '-pix_fmt', 'gray', '-vf', 'scale=1:1'];
  const { stdout } = await run('ffmpeg', [...decode, '-f', 'rawvideo', '-'], { encoding: 'buffer' });
  const times = await run('ffprobe', [
    ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'frame=pts_time', '-of', 'csv=p=0', file],
  ]);
  const seconds = [...times.stdout.matchAll(/^\d[\d.]*/gm)].map(([time]) => Number(time));
  // Grey has the full range once it is decoded to it; the film has the range of television.
  return [...stdout].map((grey, index) => ({
    number: Math.round((grey * 219) / 255),
    seconds: seconds[index] ?? Number.NaN,
  }));
}

async function clickAt(file: string): Promise<number> {
  const decode = ['-v', 'error', '-i', file, '-vn', '-ac', '1', '-ar', '48000', '-f', 's16le', '-'];
  const { stdout } = await run('ffmpeg', decode, { encoding: 'buffer', maxBuffer: 64 << 20 });
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
  return samples.findIndex((sample) => Math.abs(sample) > 6000) / 48_000;
}

const cases = [
  { about: 'within groups of pictures', from: 47, to: 171 },
  { about: 'at key frames', from: 60, to: 180 },
  { about: 'within one group', from: 135, to: 165 },
  { about: 'from the first to the last', from: 0, to: 210 },
];

for (const { about, from, to } of cases) {
  t.test(`a cut ${about} has exactly its frames, and its sound where it was`, async (t) => {
    const output = at('part.mp4');
    const [startSeconds, endSeconds] = [from / rate, to / rate];
    await cut({ input: at('film.mp4'), output, folder, startSeconds, endSeconds, threads: 1, title: 'Teil' });
    const frames = await framesOf(output);
    t.equal(frames.length, to - from);
    for (const [index, { number, seconds }] of frames.entries()) {
      if (Math.abs(number - (from + index)) > 1) t.fail(`frame ${index} is ${number}, not ${from + index}`);
      if (Math.abs(seconds - index / rate) > 0.002) t.fail(`frame ${index} is at ${seconds}`);
    }
    const [first, last] = [frames[0]?.number ?? -1, frames.at(-1)?.number ?? -1];
    t.ok(Math.abs(first - from) <= 1 && Math.abs(last - (to - 1)) <= 1, `${first} to ${last}`);
    const heard = await clickAt(output);
    t.ok(Math.abs(heard - (5 - startSeconds)) < 0.025, `the click is at ${heard}, not ${5 - startSeconds}`);
    const { durationSeconds, title } = await probe(output);
    t.equal(title, 'Teil');
    t.ok(Math.abs(durationSeconds - (endSeconds - startSeconds)) < 0.05, `${durationSeconds} s`);
  });
}

t.test('the middle is copied, and only what is before the next key frame coded', async (t) => {
  const frames = Array.from({ length: 90 }, (_, n) => ({ seconds: n / 30, isKey: n % 30 === 0 }));
  const plan = planCut(frames, { startSeconds: 0.5, endSeconds: 2.5 });
  t.same(plan, [
    { startSeconds: 0.5, endSeconds: 1, isCopied: false },
    { startSeconds: 1, endSeconds: 2, isCopied: true },
    { startSeconds: 2, endSeconds: 2.5, isCopied: false },
  ]);
  t.match(
    planCut(frames, { startSeconds: 1.1, endSeconds: 99 }).map(({ isCopied }) => isCopied),
    [false, true],
  );
  t.same(planCut(frames, { startSeconds: 7, endSeconds: 8 }), []);
});

t.test('a part in which there is no frame is no film', async (t) => {
  const nothing = cut({
    input: at('film.mp4'),
    output: at('x.mp4'),
    folder,
    startSeconds: 8,
    endSeconds: 9,
    threads: 1,
  });
  await t.rejects(nothing, { code: 'MEDIA_UNREADABLE' });
});
