import t from 'tap';
import { StillWatch } from './still-watch.ts';

/** What it says second by second. */
function says(readings: readonly { frames: number; isSeen?: boolean }[]): string {
  const watch = new StillWatch();
  return readings
    .map(({ frames, isSeen = true }, second) => (watch.read({ nowMs: second * 1000, frames, isSeen }) ? 's' : '.'))
    .join('');
}

const stands = (frames: number, seconds: number, isSeen = true) =>
  Array.from({ length: seconds }, () => ({ frames, isSeen }));

t.test('a picture that has not moved for four seconds stands still, until it moves', async (t) => {
  t.equal(says([...stands(10, 6), ...stands(11, 1)]), '....ss.');
});

t.test('one that is on its way, or that nobody sees, does not', async (t) => {
  t.equal(says(stands(0, 7)), '.......', 'no frame yet');
  t.equal(says([...stands(10, 7, false), ...stands(10, 6)]), '..........sss', 'it counts from when it is seen');
});
