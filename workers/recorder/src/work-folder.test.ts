import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { withWorkFolder } from './work-folder.ts';

const root = await mkdtemp(join(tmpdir(), 'rostrum-work-'));
t.teardown(() => rm(root, { recursive: true, force: true }));
const parent = join(root, 'work');

t.test('the folder is gone afterwards, also when the work failed', async (t) => {
  const answer = await withWorkFolder({ parent, name: 'r_one' }, async (folder) => {
    await writeFile(join(folder, 'x'), 'x');
    return 7;
  });
  t.equal(answer, 7);
  const failing = withWorkFolder({ parent, name: 'r_one' }, () => Promise.reject(new Error('broken')));
  await t.rejects(failing, /broken/);
  t.same(await readdir(parent), []);
});

t.test('what a killed try left is removed, the work of others is not', async (t) => {
  await Promise.all(['r_one-abc', 'r_two-abc'].map((name) => mkdir(join(parent, name, 'deep'), { recursive: true })));
  await withWorkFolder({ parent, name: 'r_one' }, async () => undefined);
  t.same(await readdir(parent), ['r_two-abc']);
});
