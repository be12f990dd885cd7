import { test } from 'tap';
import { readThumbnails, thumbnailAt } from './thumbnail-track.ts';

const text = `WEBVTT\r
\r
00:00:00.000 --> 00:00:02.000\r
thumbnails.jpg#xywh=0,0,160,90\r
\r
01:00:02.000 --> 01:00:03.500\r
thumbnails.jpg#xywh=160,90,160,90\r
`;

test('cues are read with their time and place, whatever the ends of lines', async (t) => {
  const read = readThumbnails(text, 'http://x/a/b/thumbnails.vtt');
  t.match(read, [
    { startSeconds: 0, endSeconds: 2, url: 'http://x/a/b/thumbnails.jpg', x: 0, y: 0, width: 160, height: 90 },
    { startSeconds: 3602, endSeconds: 3603.5, x: 160, y: 90 },
  ]);
  t.equal(read.length, 2);
});

test('every moment has the picture of its span, and the time after the last one the last', async (t) => {
  const read = readThumbnails(text, 'http://x/t.vtt');
  t.equal(thumbnailAt(read, 1.9)?.x, 0);
  t.equal(thumbnailAt(read, 3602.5)?.x, 160);
  t.equal(thumbnailAt(read, 9999)?.x, 160);
  t.equal(thumbnailAt([], 1), undefined);
});
