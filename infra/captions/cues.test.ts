import { test } from 'tap';
import { readCues, readingSeconds } from './cues.ts';

test('a WebVTT file is read', async (t) => {
  const file = `\uFEFFWEBVTT - a talk
Kind: captions

NOTE not said
STYLE
::cue { color: red }

2
00:03.500 --> 00:05.000 align:start
<v Ada>Fish &amp; <i>chips</i>
on two lines

01:00:00.000 --> 01:00:02.250
later

1
00:00:01.000 --> 00:00:02.000
first\r

00:00:07.000 --> 00:00:08.000
<b></b>
`;
  t.same(readCues(file), [
    { startSeconds: 1, endSeconds: 2, text: 'first' },
    { startSeconds: 3.5, endSeconds: 5, text: 'Fish & chips\non two lines' },
    { startSeconds: 3600, endSeconds: 3602.25, text: 'later' },
  ]);
  t.same(readCues('1\n00:00:01,000 --> 00:00:02,500\nof SRT\n'), [
    { startSeconds: 1, endSeconds: 2.5, text: 'of SRT' },
  ]);
  t.same(readCues('not a caption file'), []);
});

test('a typed line is shown for as long as it takes to read it', async (t) => {
  t.equal(readingSeconds('Yes.'), 2);
  t.equal(readingSeconds('x'.repeat(60)), 4);
  t.equal(readingSeconds('x'.repeat(400)), 7);
});
