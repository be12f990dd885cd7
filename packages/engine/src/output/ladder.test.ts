import t from 'tap';
import { ladderOf } from './ladder.ts';

const canvas = { width: 1280, height: 720, frameRate: 30 } as const;

t.test('the canvas comes first and keeps its name, the others follow by size', async (test) => {
  test.same(
    ladderOf(canvas, [240, 480]).map(({ name, width, height }) => [name, width, height]),
    [
      ['video', 1280, 720],
      ['video480', 854, 480],
      ['video240', 426, 240],
    ],
  );
  test.same(
    ladderOf(canvas, []).map(({ name }) => name),
    ['video'],
  );
});

t.test('nothing is scaled up, and nothing is there twice', async (test) => {
  test.same(
    ladderOf(canvas, [1080, 720, 480, 481, 480]).map(({ name }) => name),
    ['video', 'video480'],
  );
});

t.test('less picture takes fewer bits, and more of them for each pixel', async (test) => {
  const [top, middle, bottom] = ladderOf(canvas, [480, 240]);
  test.equal(top?.bitsPerSecond, 2_500_000);
  const perPixel = [top, middle, bottom].map(
    (rung) => (rung?.bitsPerSecond ?? 0) / ((rung?.width ?? 1) * (rung?.height ?? 1)),
  );
  test.ok((perPixel[0] ?? 0) < (perPixel[1] ?? 0) && (perPixel[1] ?? 0) < (perPixel[2] ?? 0), `${perPixel}`);
});
