import { createHash } from 'node:crypto';
import { createCanvas } from '@napi-rs/canvas';
import t from 'tap';
import { Assets } from './assets.ts';

function png(colour: string): { bytes: Buffer; id: string } {
  const canvas = createCanvas(64, 32);
  const context = canvas.getContext('2d');
  context.fillStyle = colour;
  context.fillRect(0, 0, 64, 32);
  return named(canvas.toBuffer('image/png'));
}
const named = (bytes: Buffer) => ({ bytes, id: createHash('sha256').update(bytes).digest('hex') });

t.test('a picture is there once it was given', async (test) => {
  const assets = new Assets();
  const { id, bytes } = png('red');
  test.equal(assets.get(id), undefined);
  await assets.add(id, bytes);
  await assets.add(id, bytes);
  test.match(assets.get(id), { width: 64, height: 32 });
  test.equal(assets.get(null), undefined);
});

t.test('of many the newest are kept', async (test) => {
  const assets = new Assets();
  const all = ['red', 'green', 'blue', 'black', 'white', 'yellow'].map(png);
  for (const { id, bytes } of all) await assets.add(id, bytes);
  test.equal(assets.get(all[0]?.id ?? ''), undefined);
  test.ok(assets.get(all[5]?.id ?? ''));
});

t.test('what is no such picture is refused with a code', async (test) => {
  const assets = new Assets();
  const { id, bytes } = png('red');
  const huge = Buffer.from(bytes);
  huge.writeUInt32BE(100_000, 16);
  const cut = bytes.subarray(0, 40);
  const wrong = [
    { id: png('blue').id, bytes },
    named(Buffer.from('GIF89a, and more than twenty-four bytes of it')),
    named(Buffer.alloc(0)),
    named(huge),
    named(cut),
  ];
  for (const one of wrong) await test.rejects(assets.add(one.id, one.bytes), { code: 'ASSET_INVALID' });
  test.equal(assets.get(id), undefined);
});
