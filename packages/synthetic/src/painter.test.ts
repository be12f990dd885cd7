import type { SourcePicture } from '@rostrum/engine/source-encoder';
import { test } from 'tap';
import { beepBlock } from './beep.ts';
import { bitClockProbe, readBitClock } from './bit-clock.ts';
import { lookOf } from './look.ts';
import { Painter } from './painter.ts';

function blankPicture(width: number, height: number): SourcePicture {
  const plane = (across: number, down: number) => ({ bytes: new Uint8Array(across * down), stride: across });
  return {
    width,
    height,
    y: plane(width, height),
    u: plane(width / 2, height / 2),
    v: plane(width / 2, height / 2),
  };
}

function meanLuma({ width, height, y }: SourcePicture, area: ReturnType<typeof bitClockProbe>): number {
  let [sum, count] = [0, 0];
  for (let row = Math.round(area.top * height); row < Math.round((area.top + area.height) * height); row++) {
    for (let x = Math.round(area.left * width); x < Math.round((area.left + area.width) * width); x++) {
      sum += y.bytes[row * y.stride + x] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

const clockOf = (picture: SourcePicture, nearMs: number) =>
  readBitClock(
    Array.from({ length: 48 }, (_, block) => meanLuma(picture, bitClockProbe(block))),
    nearMs,
  );
const middle = { left: 0.1, top: 0.25, width: 0.8, height: 0.6 };
const second = 1_790_000_000_000;

for (const [width, height] of [
  [640, 360],
  [320, 180],
  [426, 240],
] as const) {
  test(`${width}×${height}: the clock can be read in every frame, flash or not`, async (t) => {
    const picture = blankPicture(width, height);
    const look = lookOf(3);
    const painter = new Painter(picture, { look, name: 'Ada 美咲' });
    for (const wallMs of [second, second + look.phaseMs, second + look.phaseMs + 33, second + look.phaseMs + 100]) {
      painter.paint(wallMs);
      t.same(clockOf(picture, second), { presenter: 3, wallMs });
    }
  });
}

test('the picture flashes for a tenth of each second at its own moment, and is itself again after', async (t) => {
  const picture = blankPicture(640, 360);
  const look = lookOf(1);
  const painter = new Painter(picture, { look, name: 'Ada' });
  const bright = [-1, 0, 99, 100, 999, 1000].map((offset) => {
    painter.paint(second + look.phaseMs + offset);
    return meanLuma(picture, middle) > 180;
  });
  t.same(bright, [false, true, true, false, false, true]);
  painter.paint(second + look.phaseMs + 500);
  const fresh = blankPicture(640, 360);
  new Painter(fresh, { look, name: 'Ada' }).paint(second + look.phaseMs + 500);
  t.same(picture.y.bytes, fresh.y.bytes, 'nothing of earlier frames is left');
});

test('looks differ in colour, pitch and moment', async (t) => {
  const looks = Array.from({ length: 10 }, (_, index) => lookOf(index));
  t.equal(new Set(looks.map(({ pitchHz }) => pitchHz)).size, 10);
  t.equal(new Set(looks.map(({ phaseMs }) => phaseMs)).size, 10);
  t.equal(new Set(looks.map(({ u, v }) => `${u} ${v}`)).size, 10);
});

test('the beep begins with the flash and lasts as long, whatever the block borders', async (t) => {
  const look = lookOf(1);
  const start = (second / 1000) * 48_000 + (look.phaseMs * 48_000) / 1000;
  const into = new Float32Array(1920);
  const heard: number[] = [];
  for (let block = -1; block < 7; block++) {
    beepBlock(look, start + block * 960 + 100, into);
    for (let at = 0; at < 1920; at += 2) if (Math.abs(into[at] ?? 0) > 0.01) heard.push(block * 960 + 100 + at / 2);
  }
  const [first = -1, last = -1] = [heard[0], heard.at(-1)];
  t.ok(first >= 0 && first < 40, `begins at ${first}`);
  t.ok(last > 4750 && last < 4800, `ends at ${last}`);
});
