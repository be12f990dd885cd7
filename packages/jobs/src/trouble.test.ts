import { test } from 'tap';
import { tellOnce } from './trouble.ts';

test('trouble is told when it begins, and again only after a while without any', async (t) => {
  let now = 0;
  const told: string[] = [];
  const tell = tellOnce(
    (error) => told.push(error.message),
    () => now,
  );
  for (const [at, message] of [
    [0, 'a'],
    [1000, 'b'],
    [30_000, 'c'],
    [59_000, 'd'],
    [90_000, 'e'],
  ] as const) {
    now = at;
    tell(new Error(message));
  }
  t.same(told, ['a', 'e']);
});
