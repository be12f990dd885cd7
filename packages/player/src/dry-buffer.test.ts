import { test } from 'tap';
import { afterDry, type BufferReading, notDry } from './dry-buffer.ts';

/** What was jumped for, when the buffer was looked at every 100 ms. */
function jumps(readings: readonly Omit<BufferReading, 'nowMs'>[]): number[] {
  let state = notDry;
  return readings.flatMap((reading, index) => {
    const outcome = afterDry(state, { ...reading, nowMs: 5000 + index * 100 });
    state = outcome.state;
    return outcome.jump ? [index * 100] : [];
  });
}
const times = (count: number, reading: Omit<BufferReading, 'nowMs'>) => Array.from({ length: count }, () => reading);
const dry = (bufferedSeconds: number) => ({ isDry: true, bufferedSeconds });

test('a stall with a part in the buffer ends by a jump, soon but not at once', (t) => {
  t.strictSame(jumps([...times(3, dry(0.05)), ...times(5, dry(0.4))]), [500]);
  t.end();
});

test('a stall for want of data is waited out', (t) => {
  t.strictSame(jumps(times(50, dry(0.1))), []);
  t.end();
});

test('what moves is let alone', (t) => {
  t.strictSame(jumps(times(50, { isDry: false, bufferedSeconds: 1 })), []);
  t.strictSame(jumps([...times(2, dry(0.5)), { isDry: false, bufferedSeconds: 0.5 }, ...times(2, dry(0.5))]), []);
  t.end();
});

test('a jump that did not help is tried again after a second', (t) => {
  t.strictSame(jumps(times(25, dry(0.5))), [200, 1200, 2200]);
  t.end();
});
