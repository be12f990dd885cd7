import t from 'tap';
import type { OutputPart } from './part.ts';
import { PartCutter } from './part-cutter.ts';

const sample = (duration: number, isKey = true) => ({ bytes: Buffer.from([1, 2, 3]), duration, isKey });

function cut(rendition: 'video' | 'audio', timescale: number, push: (cutter: PartCutter) => void): OutputPart[] {
  const parts: OutputPart[] = [];
  const cutter = new PartCutter({
    rendition,
    timescale,
    partTicks: timescale / 3,
    partsPerSegment: 6,
    onPart: (part) => parts.push(part),
  });
  push(cutter);
  return parts;
}

t.test('video: ten frames a part, six parts a segment, cut with the last frame', async (test) => {
  const parts = cut('video', 90_000, (cutter) => {
    for (let index = 0; index < 60; index += 1) cutter.push(sample(3000, index === 0));
  });
  test.same(
    parts.map(({ segment, part, independent, last }) => [segment, part, independent, last]),
    [0, 1, 2, 3, 4, 5].map((part) => [0, part, part === 0, part === 5]),
  );
  test.ok(parts.every(({ durationSeconds }) => Math.abs(durationSeconds - 1 / 3) < 1e-9));
});

t.test('sound: parts begin within a frame of the picture, and segments keep together for hours', async (test) => {
  const hours = 2;
  const frames = Math.ceil((hours * 3600 * 48_000) / 1024);
  const parts = cut('audio', 48_000, (cutter) => {
    for (let index = 0; index < frames; index += 1) cutter.push(sample(1024));
  });
  for (const { segment, part, startSeconds, durationSeconds } of parts) {
    const picture = segment * 2 + part / 3;
    if (startSeconds < picture - 1e-9 || startSeconds > picture + 1024 / 48_000)
      test.fail(`${startSeconds} for ${picture}`);
    if (durationSeconds > 0.341_334) test.fail(`a part of ${durationSeconds}`);
  }
  test.equal(parts.at(-1)?.segment, hours * 1800 - 1);
});

t.test('the end cuts what is left as the last part', async (test) => {
  const parts = cut('video', 90_000, (cutter) => {
    for (let index = 0; index < 13; index += 1) cutter.push(sample(3000));
    cutter.end();
    cutter.end();
  });
  test.equal(parts.length, 2);
  test.match(parts[0], { part: 0, last: false, final: false });
  test.match(parts[1], { part: 1, last: true, final: true });
  test.equal(parts[1]?.durationSeconds, 0.1);
});
