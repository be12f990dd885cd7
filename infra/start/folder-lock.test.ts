import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FolderLock } from './folder-lock.ts';

t.test('a folder is held by one process, until it lets go', async (t) => {
  const file = join(t.testdir(), 'lock');
  const lock = FolderLock.take(file);
  t.throws(() => FolderLock.take(file), { message: new RegExp(`process ${process.pid}\\)`), exitCode: 75 });
  lock.release();
  FolderLock.take(file).release();
});

t.test('what a dead process left does not hold, nor a later process with the same number', async (t) => {
  const file = join(t.testdir(), 'lock');
  for (const left of ['999999999 1', `${process.pid} 1`, '', 'rubbish']) {
    writeFileSync(file, left);
    const lock = FolderLock.take(file);
    t.match(readFileSync(file, 'utf8'), new RegExp(`^${process.pid} `), `after "${left}"`);
    lock.release();
  }
});
