import t from 'tap';
import { isTaken, take } from './stage-lock.ts';

// Node has the same locks as a browser.
const { locks } = navigator as Navigator & { locks?: LockManager };
const [link, other] = ['a'.repeat(40), 'b'.repeat(40)];

t.test('a link is taken as long as a tab is on the stage with it', { skip: !locks && 'no locks here' }, async (t) => {
  t.notOk(await isTaken(locks, link));
  const release = take(locks, link);
  t.ok(await isTaken(locks, link));
  t.notOk(await isTaken(locks, other), 'another link is another person');
  take(locks, link)();
  release();
  await new Promise((resolve) => setTimeout(resolve, 10));
  t.notOk(await isTaken(locks, link), 'the newest holder has gone');
});

t.test('without locks nobody is in the way', async (t) => {
  t.notOk(await isTaken(undefined, link));
  t.doesNotThrow(take(undefined, link));
});
