import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'tap';
import type { Storage } from './storage.ts';

const textOf = async (stream: Readable) => (await buffer(stream)).toString();
const bytes = (text: string) => new TextEncoder().encode(text);

/** What every storage does; each implementation's test calls this with a way to make an empty one. */
export function storageContract(open: () => Promise<Storage>): void {
  test('what is put is read back, whole or a range', async (t) => {
    const storage = await open();
    await storage.put('a/b/c.m4s', bytes('0123456789'));
    t.equal(await textOf(await storage.read('a/b/c.m4s')), '0123456789');
    t.equal(await textOf(await storage.read('a/b/c.m4s', { start: 2, end: 4 })), '234');
    t.equal(await textOf(await storage.read('a/b/c.m4s', { start: 8, end: 99 })), '89');
    t.equal((await storage.readWhole('a/b/c.m4s')).toString(), '0123456789');
    const { sizeBytes, modifiedAtMs } = await storage.stat('a/b/c.m4s');
    t.equal(sizeBytes, 10);
    t.ok(Math.abs(modifiedAtMs - Date.now()) < 60_000);
    await t.rejects(storage.read('a/b/c.m4s', { start: 10, end: 12 }), { code: 'RANGE_NOT_SATISFIABLE' });
  });

  test('a second put replaces the first', async (t) => {
    const storage = await open();
    await storage.put('key', bytes('long before'));
    await storage.put('key', bytes('after'));
    t.equal((await storage.readWhole('key')).toString(), 'after');
    t.same(await storage.list(''), ['key']);
  });

  test('a local file is taken in', async (t) => {
    const storage = await open();
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-storage-'));
    t.teardown(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'made.mp4'), 'made');
    await storage.putFile('recordings/r.mp4', join(folder, 'made.mp4'));
    t.equal((await storage.readWhole('recordings/r.mp4')).toString(), 'made');
    await t.rejects(storage.putFile('recordings/s.mp4', join(folder, 'made.mp4')), { code: 'STORAGE_UNAVAILABLE' });
    t.same(await storage.list('recordings'), ['recordings/r.mp4'], 'nothing half is left');
  });

  test('keys are listed by folder, sorted', async (t) => {
    const storage = await open();
    for (const key of ['p/2', 'p/10', 'p/deep/1', 'pq/1', 'r']) await storage.put(key, bytes(key));
    t.same(await storage.list('p'), ['p/10', 'p/2', 'p/deep/1']);
    t.same(await storage.list(''), ['p/10', 'p/2', 'p/deep/1', 'pq/1', 'r']);
    t.same(await storage.list('absent'), []);
    t.equal(await storage.sizeOf('p'), 'p/10p/2p/deep/1'.length);
    t.equal(await storage.sizeOf('absent'), 0);
  });

  test('what is deleted is gone, and may have been absent', async (t) => {
    const storage = await open();
    for (const key of ['p/1', 'p/2', 'q/1']) await storage.put(key, bytes(key));
    await storage.delete('p/1');
    await storage.delete('p/1');
    t.same(await storage.list(''), ['p/2', 'q/1']);
    await storage.deleteAll('p');
    await storage.deleteAll('p');
    t.same(await storage.list(''), ['q/1']);
  });

  test('what is absent is not found', async (t) => {
    const storage = await open();
    await storage.put('folder/file', bytes(''));
    for (const key of ['absent', 'folder', 'folder/file/below']) {
      await t.rejects(storage.read(key), { code: 'NOT_FOUND' }, `read ${key}`);
      await t.rejects(storage.readWhole(key), { code: 'NOT_FOUND' }, `readWhole ${key}`);
      await t.rejects(storage.stat(key), { code: 'NOT_FOUND' }, `stat ${key}`);
    }
  });

  test('what is no key leads nowhere', async (t) => {
    const storage = await open();
    const wrong = [
      '..',
      '.',
      'a/../b',
      '/a',
      'a/',
      'a//b',
      'a b',
      'a\\b',
      'ü',
      'a\u0000',
      '~incoming/x',
      'x'.repeat(5000),
    ];
    for (const key of [...wrong, '']) {
      const name = JSON.stringify(key.slice(0, 20));
      await t.rejects(storage.put(key, bytes('x')), { code: 'NOT_FOUND' }, `put ${name}`);
      await t.rejects(storage.putFile(key, '/nowhere'), { code: 'NOT_FOUND' }, `putFile ${name}`);
      await t.rejects(storage.read(key), { code: 'NOT_FOUND' }, `read ${name}`);
      await t.rejects(storage.readWhole(key), { code: 'NOT_FOUND' }, `readWhole ${name}`);
      await t.rejects(storage.stat(key), { code: 'NOT_FOUND' }, `stat ${name}`);
      await t.rejects(storage.delete(key), { code: 'NOT_FOUND' }, `delete ${name}`);
      await t.rejects(storage.deleteAll(key), { code: 'NOT_FOUND' }, `deleteAll ${name}`);
    }
    for (const key of wrong) await t.rejects(storage.sizeOf(key), { code: 'NOT_FOUND' }, `sizeOf ${key.slice(0, 20)}`);
    for (const key of wrong) await t.rejects(storage.list(key), { code: 'NOT_FOUND' }, `list ${key.slice(0, 20)}`);
  });
}
