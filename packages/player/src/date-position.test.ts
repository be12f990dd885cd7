import { test } from 'tap';
import { positionAtDate } from './date-position.ts';

const at = (startSeconds: number, dateMs: number | undefined) => ({ startSeconds, durationSeconds: 2, dateMs });
/** Four seconds, a gap of ten, two more seconds. */
const programme = [at(100, 50_000), at(102, 52_000), at(104, 64_000)];

test('the moment itself, on the scale of the video', (t) => {
  t.equal(positionAtDate(programme, 50_000), 100);
  t.equal(positionAtDate(programme, 53_500), 103.5);
  t.equal(positionAtDate(programme, 65_999), 105.999);
  t.end();
});

test('what is gone from the playlist, or was never in it, begins at the next moment that there is', (t) => {
  t.equal(positionAtDate(programme, 1000), 100);
  t.equal(positionAtDate(programme, 60_000), 104);
  t.end();
});

test('a moment that the programme has not reached, and a playlist without dates, have no position', (t) => {
  t.equal(positionAtDate(programme, 66_000), undefined);
  t.equal(positionAtDate([at(0, undefined)], 50_000), undefined);
  t.equal(positionAtDate([], 50_000), undefined);
  t.end();
});
