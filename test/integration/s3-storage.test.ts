import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { S3Storage } from '@rostrum/storage';
import { storageContract } from '@rostrum/storage/contract';
import t from 'tap';
import { S3Proxy } from '../support/s3-proxy.ts';
import { Swift, withoutSwift } from '../support/swift.ts';

t.setTimeout(150_000);
if (withoutSwift) {
  t.pass('nothing to test against', { skip: withoutSwift });
  process.exit(0);
}
const swift = await Swift.start();
t.teardown(() => swift.stop());
const folder = await mkdtemp(join(tmpdir(), 'rostrum-s3-'));
t.teardown(() => rm(folder, { recursive: true }));
let buckets = 0;
const newName = () => {
  buckets += 1;
  return `bucket-${buckets}`;
};

// Small pages, so that lists and deletes have several.
storageContract(() => swift.open(newName(), { pageKeys: 2 }));

/** A bucket behind a way that can be made bad. */
async function rig(patienceMs: number) {
  const options = await swift.makeBucket(newName());
  const proxy = await S3Proxy.open(swift.endpoint);
  t.teardown(() => proxy.close());
  const there = new S3Storage(options);
  return { proxy, there, storage: new S3Storage({ ...options, endpoint: proxy.endpoint, patienceMs }) };
}

const MiB = 1024 * 1024;

/** A file of its own bytes. */
async function newFile(name: string, sizeBytes: number) {
  const bytes = randomBytes(sizeBytes);
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { path, bytes };
}

const partsIn = (passed: readonly string[]) => passed.filter((line) => /^PUT .*partNumber=/.test(line)).length;

t.test('a large file goes up in parts, is seen only when whole, and is gone here', async (t) => {
  const { proxy, there, storage } = await rig(10_000);
  const { path, bytes } = await newFile('large', 40 * MiB + 5);
  const seen = new Set<string>();
  proxy.mood = (_method, url) => {
    if (url.includes('partNumber')) void there.list('').then((keys) => seen.add(keys.join()));
    return 'well';
  };
  await storage.putFile('recordings/r/large.mp4', path);
  t.equal(partsIn(proxy.passed), 6);
  t.same([...seen], [''], 'while it went up there was nothing to see');
  t.ok(bytes.equals(await there.readWhole('recordings/r/large.mp4')));
  const end = await buffer(await there.read('recordings/r/large.mp4', { start: 40 * MiB, end: 99 * MiB }));
  t.ok(end.equals(bytes.subarray(40 * MiB)));
  t.equal(await there.sizeOf('recordings'), bytes.length);
  t.notOk(existsSync(path));
});

t.test('an upload that broke off is gone on with, by this process and by another one', async (t) => {
  const { proxy, there, storage } = await rig(3000);
  const { path, bytes } = await newFile('broken-off', 48 * MiB);
  let parts = 0;
  proxy.mood = (_method, url) => {
    if (!url.includes('partNumber')) return 'well';
    parts += 1;
    return parts > 3 ? 'cut' : 'well';
  };
  await t.rejects(storage.putFile('r/file', path), { code: 'STORAGE_UNAVAILABLE' });
  t.ok(existsSync(path), 'it is still here');
  t.same(await there.list(''), []);
  t.equal(partsIn(proxy.passed), 3);
  proxy.mood = 'well';
  await new S3Storage({ ...account(proxy.endpoint), bucket: `bucket-${buckets}` }).putFile('r/file', path);
  t.equal(partsIn(proxy.passed), 6, 'no part was sent twice');
  t.ok(bytes.equals(await there.readWhole('r/file')));
});

t.test('an upload of another file at the same key is not gone on with', async (t) => {
  const { proxy, there, storage } = await rig(500);
  const [first, second] = [await newFile('first', 24 * MiB), await newFile('second', 24 * MiB)];
  proxy.mood = (_method, url) => (url.includes('partNumber=3') ? 'unavailable' : 'well');
  await t.rejects(storage.putFile('r/file', first.path), { code: 'STORAGE_UNAVAILABLE' });
  proxy.mood = 'well';
  await storage.putFile('r/file', second.path);
  t.ok(second.bytes.equals(await there.readWhole('r/file')));
});

t.test('an upload outlives a server that is away, and an answer that is lost', async (t) => {
  const { proxy, there, storage } = await rig(60_000);
  const { path, bytes } = await newFile('patient', 24 * MiB);
  proxy.mood = 'unavailable';
  setTimeout(() => {
    let isFirst = true;
    proxy.mood = (method, url) => {
      // The request that completes it: it has an upload, and no part.
      if (method !== 'POST' || !url.includes('uploadId') || !isFirst) return 'well';
      isFirst = false;
      return 'answer lost';
    };
  }, 3000);
  await storage.putFile('r/file', path);
  t.ok(bytes.equals(await there.readWhole('r/file')));
});

t.test('what was changed on its way is refused, in either direction', async (t) => {
  const { proxy, there, storage } = await rig(500);
  proxy.mood = (method) => (method === 'PUT' ? 'spoilt' : 'well');
  await t.rejects(storage.put('key', Buffer.from('content')), { code: 'STORAGE_UNAVAILABLE' });
  t.same(await there.list(''), []);
  await there.put('key', Buffer.from('content'));
  proxy.mood = 'answer spoilt';
  await t.rejects(storage.readWhole('key'), { code: 'STORAGE_UNAVAILABLE', message: /its MD5 is another/ });
  proxy.mood = 'well';
  t.equal((await storage.readWhole('key')).toString(), 'content');
});

t.test('a server that hangs is away, and is there again when it goes on', async (t) => {
  const storage = await swift.open(newName(), { silenceMs: 500 });
  swift.hang(true);
  t.teardown(() => swift.hang(false));
  await t.rejects(storage.put('key', Buffer.from('x')), { code: 'STORAGE_UNAVAILABLE' });
  await t.rejects(storage.list(''), { code: 'STORAGE_UNAVAILABLE' });
  swift.hang(false);
  await storage.put('key', Buffer.from('content'));
  t.equal((await storage.readWhole('key')).toString(), 'content');
});

t.test('a server that is not there, a bucket that is not, and a wrong key are the storage’s trouble', async (t) => {
  const nowhere = new S3Storage({ ...account('http://127.0.0.1:1'), bucket: 'bucket-1' });
  const noBucket = new S3Storage({ ...account(swift.endpoint), bucket: 'no-such-bucket' });
  const stranger = new S3Storage({ ...account(swift.endpoint), bucket: 'bucket-1', keySecret: 'wrong' });
  for (const storage of [nowhere, noBucket, stranger]) {
    await t.rejects(storage.put('key', Buffer.from('x')), { code: 'STORAGE_UNAVAILABLE' });
    await t.rejects(storage.readWhole('key'), { code: 'STORAGE_UNAVAILABLE' });
    await t.rejects(storage.list(''), { code: 'STORAGE_UNAVAILABLE' });
  }
});

const account = (endpoint: string) => ({
  ...{ endpoint, region: 'us-east-1', keyId: 'test:tester', keySecret: 'testing', isPathStyle: true },
});
