import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { newId } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import type { WebinarRow } from '../store/tables.ts';
import { Assets } from './assets.ts';

t.setTimeout(120_000);
const folder = await mkdtemp(join(tmpdir(), 'rostrum-assets-'));
t.teardown(() => rm(folder, { recursive: true }));
const storage = await FolderStorage.open(folder);
let logo: string | null = null;
const assets = new Assets({
  storage,
  canvas: { width: 1280, height: 720 },
  webinars: { get: async () => ({ branding: { logo } }) as unknown as WebinarRow },
});

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG of one shade of grey. */
function plain(shade: number, width = 64, height = 32): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height, shade);
  for (let row = 0; row < height; row += 1) rows[row * (width + 1)] = 0;
  const magic = Buffer.from('89504e470d0a1a0a', 'hex');
  const content = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([magic, ...content]);
}

t.test('a picture is named by what is in it, and is of one webinar and use', async (t) => {
  const [webinarId, other] = [newId('webinar'), newId('webinar')];
  const kept = await assets.keep(webinarId, 'logo', plain(200));
  t.match(kept, { id: /^[0-9a-f]{64}$/, use: 'logo', width: 64, height: 32 });
  t.same(await assets.keep(webinarId, 'logo', plain(200)), kept, 'the same again');
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
  ({ id: logo } = await assets.keep(webinarId, 'logo', plain(20)));
  for (let size = 2; size <= 24; size += 2) await assets.keep(webinarId, 'logo', plain(90, size, 2));
  const kept = await storage.list(`branding/${webinarId}/logo`);
  t.equal(kept.length, 9, 'eight and the one in use');
  await assets.assertKept({ webinarId, use: 'logo', id: logo ?? '' });
});

t.test('rubbish leaves nothing behind', async (t) => {
  const webinarId = newId('webinar');
  await t.rejects(assets.keep(webinarId, 'logo', Buffer.from('rubbish')), { code: 'PICTURE_INVALID' });
  t.same(await storage.list(`branding/${webinarId}`), []);
});
