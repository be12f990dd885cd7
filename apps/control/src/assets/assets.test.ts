import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import type { WebinarRow } from '../store/tables.ts';
import { Assets } from './assets.ts';

const folder = await mkdtemp(join(tmpdir(), 'rostrum-assets-'));
t.teardown(() => rm(folder, { recursive: true }));
const storage = await FolderStorage.open(folder);
let logo: string | null = null;
const assets = new Assets({
  storage,
  canvas: { width: 1280, height: 720 },
  webinars: { get: async () => ({ branding: { logo } }) as unknown as WebinarRow },
});

/** A PNG of one colour. */
async function plain(colour: string, size = '64x32'): Promise<Buffer> {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', `color=${colour}:s=${size}`, '-frames:v', '1', '-f', 'image2pipe'];
  return (await promisify(execFile)('ffmpeg', [...args, '-c:v', 'png', '-'], { encoding: 'buffer' })).stdout;
}

t.test('a picture is named by what is in it, and is of one webinar and use', async (t) => {
  const [webinarId, other] = [newId('webinar'), newId('webinar')];
  const kept = await assets.keep(webinarId, 'logo', await plain('red'));
  t.match(kept, { id: /^[0-9a-f]{64}$/, use: 'logo', width: 64, height: 32 });
  t.same(await assets.keep(webinarId, 'logo', await plain('red')), kept, 'the same again');
  t.ok((await assets.read({ webinarId, ...kept })).length > 0);
  t.ok((await assets.find(webinarId, kept.id)).length > 0);
  await t.rejects(assets.find(other, kept.id), { code: 'ASSET_NOT_FOUND' });
  await t.rejects(assets.assertKept({ webinarId, use: 'background', id: kept.id }), { code: 'ASSET_NOT_FOUND' });
  await t.rejects(assets.find(webinarId, '../../../etc/passwd'), { code: 'ASSET_NOT_FOUND' });
  await assets.deleteOf(webinarId);
  await t.rejects(assets.find(webinarId, kept.id), { code: 'ASSET_NOT_FOUND' });
});

t.test('who tries many pictures keeps the newest few, and the one in use', async (t) => {
  const webinarId = newId('webinar');
  ({ id: logo } = await assets.keep(webinarId, 'logo', await plain('blue')));
  for (let size = 2; size <= 24; size += 2) await assets.keep(webinarId, 'logo', await plain('green', `${size}x2`));
  const kept = await storage.list(`branding/${webinarId}/logo`);
  t.equal(kept.length, 9, 'eight and the one in use');
  await assets.assertKept({ webinarId, use: 'logo', id: logo ?? '' });
});

t.test('rubbish leaves nothing behind', async (t) => {
  const webinarId = newId('webinar');
  await t.rejects(assets.keep(webinarId, 'logo', Buffer.from('rubbish')), { code: 'PICTURE_INVALID' });
  t.same(await storage.list(`branding/${webinarId}`), []);
});
