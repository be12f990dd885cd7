import { test } from 'tap';
import { bitClockBlocks, bitClockProbe, readBitClock } from './bit-clock.ts';

const wallMs = 1_790_000_123_456;
const blocks = bitClockBlocks({ presenter: 11, wallMs });
const levels: readonly number[] = blocks.map((isWhite) => (isWhite ? 200 : 40));

test('the clock is read from what was painted, also when it is dull and noisy', async (t) => {
  t.equal(blocks.length, 48);
  t.same(readBitClock(levels, wallMs + 86_400_000), { presenter: 11, wallMs });
  const noisy = levels.map((level, block) => level + ((block * 37) % 50) - 25);
  t.same(readBitClock(noisy, wallMs), { presenter: 11, wallMs });
});

test('the time is right across the turn of its 32 bits', async (t) => {
  const turn = 2 ** 32 * 417;
  for (const time of [turn - 5, turn + 5]) {
    const painted = bitClockBlocks({ presenter: 0, wallMs: time }).map((isWhite) => (isWhite ? 235 : 16));
    t.same(readBitClock(painted, turn), { presenter: 0, wallMs: time });
  }
});

test('no clock, a flat picture and a wrong block are told apart from a clock', async (t) => {
  t.equal(
    readBitClock(
      levels.map(() => 120),
      wallMs,
    ),
    undefined,
  );
  t.equal(
    readBitClock(
      blocks.map((isWhite) => (isWhite ? 130 : 100)),
      wallMs,
    ),
    undefined,
  );
  t.equal(readBitClock([], wallMs), undefined);
  for (const block of [0, 1, 5, 20, 24, 47]) {
    const flipped = levels.with(block, 240 - (levels[block] ?? 0));
    t.equal(readBitClock(flipped, wallMs), undefined, `block ${block} flipped`);
  }
});

test('probes lie inside the picture and apart from each other', async (t) => {
  const first = bitClockProbe(0);
  const last = bitClockProbe(47);
  t.ok(first.left > 0.05 && first.top > 0.04);
  t.ok(last.left + last.width < 0.95 && last.top + last.height < 0.18);
  t.ok(bitClockProbe(1).left > first.left + first.width);
});
