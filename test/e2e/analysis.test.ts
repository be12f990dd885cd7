import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { run } from '../support/media/command.ts';
import { flashTimes, lookAtFrames } from '../support/media/frames.ts';
import { longestGap, packetTimes } from '../support/media/packets.ts';
import { beepTimes, decodeSound, offsets } from '../support/media/sound.ts';

// The eyes and ears of the other test, tried on a file whose content is known to the millisecond.

const dir = await mkdtemp(join(tmpdir(), 'rostrum-analysis-'));
t.teardown(() => rm(dir, { recursive: true }));
const file = join(dir, 'known.mp4');
const beepsLateMs = 80;

/** Eight seconds: a flash each second on the left half, a beep of 800 Hz 80 ms after it, and no picture from 5 to 5.2 s. */
await run({
  command: 'ffmpeg',
  args: [
    ...['-v', 'error', '-y', '-f', 'lavfi', '-i', 'color=c=0x305030:s=1280x720:r=30:d=8'],
    ...[
      '-f',
      'lavfi',
      '-i',
      `aevalsrc=0.3*sin(2*PI*800*t)*between(mod(t-${beepsLateMs / 1000}\\,1)\\,0\\,0.1):s=48000:d=8`,
    ],
    ...['-vf', "drawbox=w=640:color=white:t=fill:enable='lt(mod(t+0.001,1),0.1)',select='not(between(t,5.01,5.19))'"],
    ...[
      '-fps_mode',
      'passthrough',
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'aac',
      '-use_editlist',
      '1',
      file,
    ],
  ],
});
const halves = [
  { x: 0, y: 0, width: 640, height: 720 },
  { x: 640, y: 0, width: 640, height: 720 },
];

t.test('a missing stretch of picture is found, sound without one has none', async (t) => {
  const gap = longestGap(await packetTimes(file, 'video'));
  t.ok(Math.abs(gap.seconds - 7 / 30) < 0.04 && Math.abs(gap.at - 5) < 0.04, `${gap.seconds} s at ${gap.at} s`);
  t.ok(longestGap(await packetTimes(file, 'audio')).seconds < 0.022);
});

t.test('flashes and beeps are found where they are, and how far apart', async (t) => {
  const frames = await lookAtFrames(file, halves);
  const flashes = flashTimes(frames, 0);
  t.same(
    flashes.map((time) => Math.round(time * 10) / 10),
    [1, 2, 3, 4, 5, 6, 7],
  );
  t.same(flashTimes(frames, 1), [], 'the other half is steady');
  const sound = await decodeSound(file);
  const beeps = beepTimes(sound, 800);
  t.ok(beeps.length >= 7, `${beeps.length} beeps`);
  t.same(beepTimes(sound, 950), [], 'another pitch is not heard');
  const found = offsets(flashes, beeps);
  t.ok(Math.abs((found?.medianMs ?? 0) - beepsLateMs) < 10, JSON.stringify(found));
  t.equal(offsets(flashes, []), undefined);
});

t.test('a file that is none is an error with the words of the tool', async (t) => {
  await t.rejects(lookAtFrames(join(dir, 'nothing.mp4'), halves), /No such file/);
});
