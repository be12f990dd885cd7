import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Programmes, readProgramme } from '@rostrum/hls';
import { systemClock } from '@rostrum/lifecycle';
import { type Fault, newId } from '@rostrum/protocol';
import { FolderStorage, type StorageCondition, StorageWatch } from '@rostrum/storage';
import t, { type Test } from 'tap';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const MiB = 1024 * 1024;
const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
const skip = isRoot ? false : 'only root mounts a small disk';

/** A disk of 8 MiB in memory. */
async function smallDisk(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rostrum-disk-'));
  await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', folder]);
  t.teardown(async () => {
    await run('umount', ['-l', folder]);
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A live programme of one rendition, of a megabyte each segment. */
async function live(t: Test, storage: FolderStorage) {
  const failures: string[] = [];
  const lost: number[] = [];
  const programmes = new Programmes({
    storage,
    clock: systemClock,
    maxUnkeptBytes: 6 * MiB,
    events: () => ({
      storageFailed: (fault) => failures.push(fault.code),
      segmentLost: ({ msn }) => lost.push(msn),
      durationExceeded: () => undefined,
    }),
  });
  t.teardown(() => programmes.close(100).catch((error: Fault) => t.comment(error.message)));
  const id = newId('programme');
  const name = { kind: 'audio', codecs: 'mp4a.40.2', bandwidthBitsPerSecond: 1, channels: 2 } as const;
  const renditions = [{ name: 'audio', ...name }];
  await programmes.announce(id, { epoch: 1, targetDurationSeconds: 2, partTargetSeconds: 2, renditions });
  const { programme, playback } = await programmes.find(id);
  programme.putInit({ rendition: 'audio', epoch: 1 }, Buffer.from('init'));
  let msn = 0;
  const publish = (segments: number) => {
    for (let n = 0; n < segments; n += 1, msn += 1) {
      const facts = { durationSeconds: 2, independent: 1, last: 1, programDateTimeMs: msn * 2000 } as const;
      programme.putPart({ rendition: 'audio', epoch: 1, msn, part: 0 }, facts, Buffer.alloc(MiB, msn + 1));
    }
  };
  const media = async (n: number) => {
    const answer = await playback.media('audio', `1-${n}.m4s`, new AbortController().signal);
    return answer?.kind === 'bytes' ? Buffer.from(answer.bytes) : storage.readWhole(answer?.key ?? '');
  };
  return { id, programme, publish, media, failures, lost };
}

t.test(
  'a disk that is full: live goes on, nothing half is seen, all is kept when there is room',
  { skip },
  async (t) => {
    const disk = await smallDisk(t);
    const storage = await FolderStorage.open(join(disk, 'media'));
    const told: StorageCondition[] = [];
    const watch = await StorageWatch.open({
      ...{ storage, clock: systemClock, folder: disk, lowBytes: 4 * MiB },
      onChange: (condition) => told.push(condition),
    });
    t.teardown(() => watch.close());
    const { id, programme, publish, media, failures, lost } = await live(t, storage);
    publish(5);
    await until(() => programme.waitingForStorage === 0);
    await watch.look();
    t.match(told, [{ isLow: true, isWritable: true }], 'the warning comes before it hurts');

    await writeFile(join(disk, 'ballast'), Buffer.alloc(2 * MiB));
    publish(4);
    await until(() => failures.length > 0);
    t.equal(failures[0], 'STORAGE_UNAVAILABLE');
    t.ok((await media(8)).equals(Buffer.alloc(MiB, 9)), 'the live edge is served');
    for (const key of await storage.list(`programmes/${id}/audio`)) {
      if (key.endsWith('.m4s')) t.equal((await storage.stat(key)).sizeBytes, MiB, key);
    }
    const known = (await readProgramme(storage, id)).renditions[0]?.epochs[0]?.segments ?? [];
    for (const { key } of known) t.equal((await storage.readWhole(key)).length, MiB);

    await run('mount', ['-o', 'remount,size=24m', disk]);
    await until(() => programme.waitingForStorage === 0, 30_000);
    t.same(lost, []);
    await programme.end(1);
    const after = (await readProgramme(storage, id)).renditions[0]?.epochs[0]?.segments ?? [];
    t.equal(after.length, 9);
    for (const { key, msn } of after) t.ok((await storage.readWhole(key)).equals(Buffer.alloc(MiB, msn + 1)), key);
    await watch.look();
    t.match(told.at(-1), { isLow: false, isWritable: true });
  },
);

t.test('a disk that is read-only for longer than memory has room: gaps, and live goes on', { skip }, async (t) => {
  const disk = await smallDisk(t);
  const storage = await FolderStorage.open(join(disk, 'media'));
  const { id, programme, publish, media, lost } = await live(t, storage);
  await until(() => programme.waitingForStorage === 0);
  await run('mount', ['-o', 'remount,ro,size=64m', disk]);
  const told: StorageCondition[] = [];
  const watch = await StorageWatch.open({
    ...{ storage, clock: systemClock, folder: disk, lowBytes: 1 },
    onChange: (condition) => told.push(condition),
  });
  t.teardown(() => watch.close());
  t.match(told, [{ isWritable: false }]);
  publish(20);
  t.ok(lost.length >= 13 && lost.length <= 15, `${lost.length} lost`);
  t.ok((await media(19)).equals(Buffer.alloc(MiB, 20)));
  await run('mount', ['-o', 'remount,rw,size=64m', disk]);
  await until(() => programme.waitingForStorage === 0, 30_000);
  await programme.end(1);
  const kept = (await readProgramme(storage, id)).renditions[0]?.epochs[0]?.segments.map(({ msn }) => msn) ?? [];
  t.same(
    kept,
    Array.from({ length: 20 }, (_, msn) => msn).filter((msn) => !lost.includes(msn)),
  );
  t.match((await watch.look()).isWritable, true);
  t.match(await readFile(join(disk, 'media', `programmes/${id}/ended.json`), 'utf8'), '{');
});
