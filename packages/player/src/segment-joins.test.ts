import { test } from 'tap';
import { overlapJoins, overlapSeconds } from './segment-joins.ts';

const piece = (start: number, duration: number) => ({
  start,
  duration,
  setStart(seconds: number) {
    this.start = seconds;
  },
});

test('the end of the buffer, in whole microseconds, is within the next segment', (t) => {
  const frame = 1024 / 48_000;
  // 94 frames of sound are about two seconds.
  const fragments = Array.from({ length: 6 }, (_, index) => piece(index * 94 * frame, 94 * frame));
  const fragmentHint = piece(6 * 94 * frame, 16 * frame);
  overlapJoins({ fragments, fragmentHint });
  const cutDown = (seconds: number) => Math.floor(seconds * 1e6) / 1e6;
  for (const [index, next] of [...fragments.slice(3), fragmentHint].entries()) {
    const bufferedEnd = cutDown((3 + index) * 94 * frame - frame) + cutDown(frame);
    t.ok(next.start <= bufferedEnd, `${next.start} is not after ${bufferedEnd}`);
  }
  t.end();
});

test('again and again, and it is no more', (t) => {
  const fragments = [piece(10, 2), piece(12, 2)];
  const fragmentHint = piece(14, 1);
  for (let round = 0; round < 100; round++) overlapJoins({ fragments, fragmentHint });
  t.ok(Math.abs(fragmentHint.start - 14) <= 2 * overlapSeconds + 1e-9);
  t.end();
});

test('a gap stays, and so does what nothing comes before', (t) => {
  const fragments = [piece(10, 2), piece(13, 2)];
  overlapJoins({ fragments });
  t.strictSame(
    fragments.map(({ start }) => start),
    [10, 13],
  );
  overlapJoins({ fragments: [], fragmentHint: piece(0, 1) });
  t.end();
});
