import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tap from 'tap';
import { FolderStorage } from './folder-storage.ts';
import { storageContract } from './storage-contract.ts';

const parent = await mkdtemp(join(tmpdir(), 'rostrum-folder-'));
tap.teardown(() => rm(parent, { recursive: true }));
let count = 0;
const newRoot = () => {
  count += 1;
  return join(parent, 'not', 'yet', `${count}`);
};

storageContract(() => FolderStorage.open(newRoot()));

tap.test('writes that were never finished are cleared after a day', async (t) => {
  const root = newRoot();
  await FolderStorage.open(root);
  const incoming = join(root, '~incoming');
  await writeFile(join(incoming, 'old'), 'half');
  await writeFile(join(incoming, 'new'), 'half');
  const longAgo = new Date(Date.now() - 48 * 3600 * 1000);
  await utimes(join(incoming, 'old'), longAgo, longAgo);
  const storage = await FolderStorage.open(root);
  t.same(await readdir(incoming), ['new']);
  t.same(await storage.list(''), []);
});

tap.test('a disk that fails is told as such', async (t) => {
  const root = newRoot();
  const storage = await FolderStorage.open(root);
  await rm(root, { recursive: true });
  await writeFile(root, 'a file where the folder was');
  await t.rejects(storage.put('key', new Uint8Array(1)), { code: 'STORAGE_UNAVAILABLE' });
  await t.rejects(FolderStorage.open(root), { code: 'STORAGE_UNAVAILABLE' });
});
