import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import t from 'tap';
import { makePicture, type PictureOptions } from './picture.ts';
import { readPictureHeader } from './picture-header.ts';

// Each picture is a process or two, on a machine that may be busy.
t.setTimeout(120_000);
const folder = await mkdtemp(join(tmpdir(), 'rostrum-picture-'));
t.teardown(() => rm(folder, { recursive: true, force: true }));

const logo: PictureOptions = { fit: 'inside', width: 320, height: 160, maxBytes: 500_000 };
const background: PictureOptions = { fit: 'cover', width: 1280, height: 720, maxBytes: 500_000 };

/** A picture that ffmpeg draws and writes. */
async function draw(name: string, source: string, ...args: string[]): Promise<Buffer> {
  const file = join(folder, name);
  await promisify(execFile)('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i', source, ...args, file]);
  return readFile(file);
}

/** One pixel of a PNG of ours, red, green and blue. */
async function pixel(png: Buffer, x: number, y: number): Promise<number[]> {
  const args = ['-v', 'error', '-i', 'pipe:0', '-vf', `format=rgb24,crop=1:1:${x}:${y}`, '-f', 'rawvideo', 'pipe:1'];
  const running = promisify(execFile)('ffmpeg', args, { encoding: 'buffer' });
  running.child.stdin?.end(png);
  return [...(await running).stdout];
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const magic = Buffer.from('89504e470d0a1a0a', 'hex');

/** A PNG that claims a size, with whatever content. */
function png(width: number, height: number, content: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([magic, chunk('IHDR', header), chunk('IDAT', content), chunk('IEND', Buffer.alloc(0))]);
}

/** An Exif segment that says how the camera was held, put behind a JPEG's first marker. */
function held(jpeg: Buffer, orientation: number, order: 'II' | 'MM'): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(order, 0, 'latin1');
  const [w16, w32] =
    order === 'II'
      ? [tiff.writeUInt16LE.bind(tiff), tiff.writeUInt32LE.bind(tiff)]
      : [tiff.writeUInt16BE.bind(tiff), tiff.writeUInt32BE.bind(tiff)];
  w16(42, 2);
  w32(8, 4);
  w16(1, 8);
  w16(0x0112, 10);
  w16(3, 12);
  w32(1, 14);
  w16(orientation, 18);
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const segment = Buffer.from([0xff, 0xe1, 0, 0]);
  segment.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), segment, exif, jpeg.subarray(2)]);
}

const red = 'color=red:s=800x200,format=rgb24';
const code = (name: string) => ({ code: name });
const says = (publicMessage: RegExp) => ({ code: 'PICTURE_INVALID', publicMessage }) as { code: string };

t.test('PNG, JPEG and WebP become PNG, as large as they may be', async (t) => {
  for (const [name, args] of [
    ['a.png', []],
    ['a.jpg', ['-frames:v', '1']],
    ['a.webp', ['-frames:v', '1']],
    ['lossless.webp', ['-frames:v', '1', '-lossless', '1']],
  ] as const) {
    const made = await makePicture(await draw(name, red, '-frames:v', '1', ...args), logo);
    t.match(made, { width: 320, height: 80 }, name);
    const [r = 0, g = 255, b = 255] = await pixel(made.png, 100, 40);
    t.ok(r > 240 && g < 12 && b < 12, `${name} is red: ${r} ${g} ${b}`);
  }
  const small = await makePicture(await draw('small.png', 'color=red:s=40x20', '-frames:v', '1'), logo);
  t.match(small, { width: 40, height: 20 }, 'never enlarged');
});

t.test('a background has the size of the canvas, whatever came', async (t) => {
  const wide = await makePicture(await draw('wide.png', red, '-frames:v', '1'), background);
  t.match(wide, { width: 1280, height: 720 });
  const photo = await draw(
    'noise.png',
    'nullsrc=s=2560x1440,geq=random(1)*255:random(2)*255:random(3)*255',
    '-frames:v',
    '1',
  );
  t.ok(photo.length > 5_000_000);
  const made = await makePicture(photo, background);
  t.ok(made.png.length <= background.maxBytes, `noise fits in ${made.png.length} bytes`);
  t.equal(made.width / made.height, 16 / 9);
});

t.test('transparency of a logo is kept', async (t) => {
  const { png } = await makePicture(
    await draw('clear.png', 'color=red@0.0:s=100x50,format=rgba', '-frames:v', '1'),
    logo,
  );
  t.equal(png[25], 6, 'colour type: RGB with alpha');
});

t.test('a camera that was turned, by its EXIF', async (t) => {
  // Red on the left, blue on the right, 200 × 100.
  const jpeg = await draw(
    'turned.jpg',
    'color=red:s=100x100[l];color=blue:s=100x100[r];[l][r]hstack',
    '-frames:v',
    '1',
  );
  const isRed = async (png: Buffer, x: number, y: number) => ((await pixel(png, x, y))[0] ?? 0) > 128;
  const seen: unknown[] = [];
  for (const [orientation, order] of [
    [1, 'II'],
    [3, 'MM'],
    [6, 'II'],
    [8, 'MM'],
    [5, 'II'],
    [7, 'MM'],
    [99, 'II'],
  ] as const) {
    const { png, width, height } = await makePicture(held(jpeg, orientation, order), logo);
    seen.push([orientation, width, height, await isRed(png, 5, 5)]);
  }
  t.same(seen, [
    [1, 200, 100, true],
    [3, 200, 100, false],
    [6, 80, 160, true],
    [8, 80, 160, false],
    [5, 80, 160, true],
    [7, 80, 160, false],
    [99, 200, 100, true],
  ]);
});

t.test('what is none is refused with a sentence', async (t) => {
  const good = await draw('good.png', red, '-frames:v', '1');
  const refused = (bytes: Buffer) => makePicture(bytes, logo);
  await t.rejects(refused(Buffer.alloc(0)), code('PICTURE_INVALID'));
  await t.rejects(refused(Buffer.from('MZ and whatever follows')), code('PICTURE_INVALID'));
  await t.rejects(refused(Buffer.from('<?xml version="1.0"?>\n<svg onload="alert(1)"/>')), says(/SVG/));
  await t.rejects(refused(await draw('a.gif', red, '-frames:v', '2')), says(/moving/));
  await t.rejects(
    refused(await draw('b.webp', 'testsrc=s=80x20', '-frames:v', '3', '-c:v', 'libwebp_anim')),
    says(/moving/),
  );
  await t.rejects(
    refused(Buffer.concat([Buffer.from('RIFF\0\0\0\0WEBPXXXX'), Buffer.alloc(20)])),
    code('PICTURE_INVALID'),
  );
  await t.rejects(refused(magic), code('PICTURE_INVALID'));
  await t.rejects(refused(good.subarray(0, 60)), code('PICTURE_INVALID'), 'cut off before the first pixel');
  const noise = await draw('half.jpg', 'testsrc2=s=640x360', '-frames:v', '1');
  await t.rejects(refused(noise.subarray(0, noise.length >> 1)), code('PICTURE_INVALID'), 'half a photo');
  await t.rejects(refused(png(100, 100, Buffer.from('no zlib'))), code('PICTURE_INVALID'));
  await t.rejects(refused(Buffer.from([0xff, 0xd8, 0xff, 0xd9])), code('PICTURE_INVALID'));
  await t.rejects(
    refused(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(100_000, 0xff)])),
    code('PICTURE_INVALID'),
  );
});

t.test('claims of size are not believed', async (t) => {
  const bomb = png(60_000, 60_000, deflateSync(Buffer.alloc(1000)));
  await t.rejects(makePicture(bomb, logo), code('PICTURE_TOO_LARGE'));
  await t.rejects(makePicture(png(0, 10, deflateSync(Buffer.alloc(10))), logo), code('PICTURE_INVALID'));
  // 64 MiB of zeros in 64 kB, in a picture of 10 × 10: more than its pixels is not read.
  const flood = await makePicture(png(10, 10, deflateSync(Buffer.alloc(64 << 20))), logo);
  t.match(flood, { width: 10, height: 10 });
  // The first frame header, which is looked at, claims 8 × 8; the second one 60 000 × 60 000.
  const jpeg = await draw('double.jpg', 'color=red:s=64x64', '-frames:v', '1');
  const at = jpeg.indexOf(Buffer.from('ffc0', 'hex'));
  const header = Buffer.from(jpeg.subarray(at, at + 19));
  const huge = Buffer.from(header);
  huge.writeUInt16BE(60_000, 5);
  huge.writeUInt16BE(60_000, 7);
  const twice = Buffer.concat([jpeg.subarray(0, at), header, huge, jpeg.subarray(at + 19)]);
  t.match(readPictureHeader(twice), { width: 64, height: 64 });
  const outcome = await makePicture(twice, logo).catch((error: unknown) => error);
  t.ok(!(outcome instanceof Error) || ('code' in outcome && outcome.code === 'PICTURE_INVALID'), 'refused, or small');
});

t.test('what is hidden behind a picture is not kept', async (t) => {
  const polyglot = Buffer.concat([
    await draw('poly.png', red, '-frames:v', '1'),
    Buffer.from('<script>alert(1)</script>PK\x03\x04'),
  ]);
  const { png } = await makePicture(polyglot, logo);
  t.notOk(png.includes('script'));
  t.equal(png.subarray(-8, -4).toString('latin1'), 'IEND');
});

t.test('who gives up waits no longer', async (t) => {
  const reason = new Error('not wanted any more');
  await t.rejects(
    makePicture(await draw('late.png', red, '-frames:v', '1'), { ...logo, signal: AbortSignal.abort(reason) }),
    reason,
  );
});
