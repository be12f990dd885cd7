import type { Announcement } from '@rostrum/protocol';
import { test } from 'tap';
import type { TimedCue } from './cue-log.ts';
import { announcement, partSeconds, partsPerSegment, Rig, startMs } from './rig.fixture.ts';
import { writeWebVtt } from './web-vtt.ts';

const english = { language: 'en', label: 'English' };
const withCaptions = (epoch: number): Announcement => ({ ...announcement(epoch), captions: english });

/** A cue at seconds of the programme. */
const cue = (text: string, startSeconds: number, endSeconds = startSeconds + 1): TimedCue => ({
  startMs: startMs + startSeconds * 1000,
  endMs: startMs + endSeconds * 1000,
  text,
});

/** A live programme with captions, and its first segment. */
function live(rig = new Rig()): Rig {
  rig.programme.announce(withCaptions(1));
  for (const rendition of ['video', 'audio']) rig.programme.putInit({ rendition, epoch: 1 }, Buffer.from('init'));
  rig.segments(0, 0);
  return rig;
}

/** What a file of captions shows: its cues, without the identifiers. */
async function cuesOf(rig: Rig, name: string): Promise<string[]> {
  const [header = '', ...blocks] = (await rig.text('captions', name)).trimEnd().split('\n\n');
  if (!header.startsWith('WEBVTT\nX-TIMESTAMP-MAP=')) throw new Error(`no WebVTT: ${header}`);
  return blocks.map((block) => block.split('\n').slice(1).join(' '));
}

test('text is shown as it is written', async (t) => {
  const cues = [{ id: 1, startSeconds: 3661.5, endSeconds: 3662.25, text: 'a < b && b > c --> d\n\n  </v>\r\nend' }];
  t.equal(
    writeWebVtt(cues),
    'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n\n' +
      '1\n01:01:01.500 --> 01:01:02.250\na &lt; b &amp;&amp; b &gt; c --&gt; d\n&lt;/v&gt;\nend\n',
  );
});

test('the multivariant playlist names them in every variant, and only where a programme has them', async (t) => {
  const text = (rig: Rig) => new TextDecoder().decode(rig.playback.multivariantPlaylist().body);
  const lines = text(live()).split('\n');
  t.ok(
    lines.includes(
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="English",LANGUAGE="en",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,' +
        'CHARACTERISTICS="public.accessibility.transcribes-spoken-dialog",URI="captions/media.m3u8"',
    ),
  );
  const variants = lines.filter((line) => line.startsWith('#EXT-X-STREAM-INF'));
  t.equal(variants.length, 2);
  t.ok(variants.every((line) => line.includes('SUBTITLES="captions"')));
  const rig = new Rig();
  rig.start();
  t.notMatch(text(rig), 'SUBTITLES');
  await t.rejects(rig.request('captions'), { code: 'NOT_FOUND' });
  t.throws(() => rig.programme.addCues([cue('Hello', 0)]), { code: 'CAPTIONS_OFF' });
});

test('their playlist has the times, the numbers and the parts of the video', async (t) => {
  const rig = live();
  rig.put('video', { msn: 1, part: 0 });
  const asCaptions = (lines: string[]) =>
    lines
      .filter((line) => !line.startsWith('#EXT-X-MAP') && !line.startsWith('#EXT-X-RENDITION-REPORT'))
      .map((line) => line.replace('.m4s', '.vtt').replace(',INDEPENDENT=YES', ''));
  const captions = await rig.lines('captions');
  t.same(asCaptions(captions), asCaptions(await rig.lines('video')));
  t.ok(captions.includes('#EXT-X-RENDITION-REPORT:URI="../video/media.m3u8",LAST-MSN=1,LAST-PART=0'));
  const report = '#EXT-X-RENDITION-REPORT:URI="../captions/media.m3u8",LAST-MSN=1,LAST-PART=0';
  t.ok((await rig.lines('audio')).includes(report));
});

test('a cue is in every file of the time that it is shown, from the next part on', async (t) => {
  const rig = live();
  rig.put('video', { msn: 1, part: 0 });
  t.equal(rig.programme.addCues([cue('ahead', 2.5, 4.5)]), startMs + 2333, 'the edge');
  rig.put('video', { msn: 1, part: 1 });
  rig.put('video', { msn: 1, part: 2 });
  t.same(await cuesOf(rig, '1-1.0.vtt'), [], 'published before');
  t.same(await cuesOf(rig, '1-1.1.vtt'), ['00:00:02.500 --> 00:00:04.500 ahead']);
  t.same(await cuesOf(rig, '1-1.2.vtt'), ['00:00:02.500 --> 00:00:04.500 ahead']);
  for (const part of [3, 4, 5]) rig.put('video', { msn: 1, part });
  for (let part = 0; part < partsPerSegment; part += 1) rig.put('video', { msn: 2, part });
  t.same(await cuesOf(rig, '1-0.vtt'), []);
  t.same(await cuesOf(rig, '1-1.vtt'), ['00:00:02.500 --> 00:00:04.500 ahead'], 'the segment has what its parts have');
  t.same(await cuesOf(rig, '1-2.vtt'), ['00:00:02.500 --> 00:00:04.500 ahead'], 'and the next, where it goes on');
  t.same(await cuesOf(rig, '1-2.2.vtt'), []);
});

test('a late cue is shown from the next part on, and in the replay when it was said', async (t) => {
  const rig = live();
  rig.programme.addCues([cue('late', 0.5, 2)]);
  const before = await rig.text('captions', '1-0.vtt');
  rig.segments(1, 1);
  t.equal(await rig.text('captions', '1-0.vtt'), before, 'what a name stands for never changes');
  t.same(await cuesOf(rig, '1-1.0.vtt'), ['00:00:02.000 --> 00:00:03.500 late']);
  t.same(await cuesOf(rig, '1-1.vtt'), ['00:00:02.000 --> 00:00:03.500 late']);
  await t.rejects(rig.text('captions', '1-0.replay.vtt'), { code: 'PART_NOT_FOUND' }, 'not before the end');
  rig.segments(2, 6);
  rig.programme.addCues([cue('far too late', 1, 2)]);
  rig.segments(7, 7);
  t.same(await cuesOf(rig, '1-7.vtt'), []);
  await rig.programme.end(1);
  const lines = await rig.lines('captions');
  t.same(
    lines.filter((line) => line.endsWith('.vtt')),
    [0, 1, 2, 3, 4, 5, 6, 7].map((msn) => `1-${msn}.replay.vtt`),
  );
  t.equal(lines.at(-1), '#EXT-X-ENDLIST');
  t.same(await cuesOf(rig, '1-0.replay.vtt'), [
    '00:00:00.500 --> 00:00:02.000 late',
    '00:00:01.000 --> 00:00:02.000 far too late',
  ]);
  t.same(await cuesOf(rig, '1-1.replay.vtt'), []);
  t.ok((await rig.lines('captions', '_HLS_msn=7&_HLS_part=0')).includes('1-7.vtt'), 'who watched goes on as before');
  t.throws(() => rig.programme.addCues([cue('after the end', 15)]), { code: 'PROGRAMME_ENDED' });
});

test('they outlive the origin, and are the same in the next one', async (t) => {
  const rig = live();
  rig.programme.addCues([cue('kept', 1.8, 4)]);
  rig.put('video', { msn: 1, part: 0 });
  rig.programme.addCues(Array.from({ length: 150 }, (_, index) => cue(`one of many ${index}`, 2.4, 2.5)).slice(0, 150));
  for (const part of [1, 2, 3, 4, 5]) rig.put('video', { msn: 1, part });
  const [segment, part] = [await rig.text('captions', '1-1.vtt'), await rig.text('captions', '1-1.0.vtt')];
  await rig.settle();
  await rig.restart();
  t.equal(await rig.text('captions', '1-1.vtt'), segment);
  t.equal(await rig.text('captions', '1-1.0.vtt'), part);
  t.equal(rig.programme.captions?.cues.length, 151, 'over two pages');
  t.throws(() => rig.programme.addCues([cue('too soon', 4)]), { code: 'ORIGIN_UNAVAILABLE' }, 'no mixer was heard yet');
});

test('a part that is sent again takes no new cue: its captions were published', async (t) => {
  const rig = live();
  rig.put('video', { msn: 1, part: 0 });
  rig.put('video', { msn: 1, part: 1 });
  await rig.settle();
  await rig.restart();
  const renditions = ['video', 'audio'].map((rendition) => ({
    rendition,
    oldestMsn: 0,
    acknowledged: rendition === 'video' ? { msn: 1, part: 2 } : { msn: 1, part: 0 },
  }));
  rig.programme.announce({ ...withCaptions(1), resume: { nextMsn: 0, renditions } });
  rig.programme.addCues([cue('new', 2)]);
  for (const part of [0, 1, 2]) rig.put('video', { msn: 1, part });
  t.same(await cuesOf(rig, '1-1.0.vtt'), []);
  t.same(await cuesOf(rig, '1-1.1.vtt'), [], 'the last that players had');
  t.same(await cuesOf(rig, '1-1.2.vtt'), ['00:00:02.667 --> 00:00:03.667 new']);
});

test('a mixer that just goes on after a restart brings them, too', async (t) => {
  const rig = live();
  await rig.settle();
  await rig.restart();
  rig.clock.advance(5000);
  for (const rendition of ['video', 'audio']) rig.put(rendition, { msn: 1, part: 0 });
  rig.programme.addCues([cue('on we go', 2)]);
  rig.put('video', { msn: 1, part: 1 });
  t.same(await cuesOf(rig, '1-1.1.vtt'), ['00:00:02.333 --> 00:00:03.333 on we go']);
});

test('each epoch has its own clock, and a cue is in the files of one', async (t) => {
  const rig = live();
  rig.segments(1, 1);
  rig.programme.addCues([cue('before', 3.9, 9)]);
  rig.put('video', { msn: 2, part: 0 });
  // Another mixer goes on four seconds later by the clock.
  const { nextMsn } = rig.programme.announce(withCaptions(2));
  for (const rendition of ['video', 'audio']) rig.programme.putInit({ rendition, epoch: 2 }, Buffer.from('init'));
  rig.programme.addCues([cue('during', 5, 9), cue('after', 8.5)]);
  const gapSeconds = 4;
  for (let part = 0; part < partsPerSegment; part += 1) {
    const programDateTimeMs =
      startMs + ((nextMsn - 1) * partsPerSegment + part) * partSeconds * 1000 + gapSeconds * 1000;
    rig.programme.putPart(
      { rendition: 'video', epoch: 2, msn: nextMsn, part },
      { durationSeconds: partSeconds, independent: 1, last: part === 5 ? 1 : 0, programDateTimeMs },
      Buffer.from('part'),
    );
  }
  t.equal(nextMsn, 3);
  t.same(await cuesOf(rig, '1-2.vtt'), ['00:00:04.000 --> 00:00:09.100 before']);
  t.same(await cuesOf(rig, '2-3.0.vtt'), ['00:00:00.000 --> 00:00:04.000 during']);
  t.same(await cuesOf(rig, '2-3.vtt'), ['00:00:00.000 --> 00:00:04.000 during', '00:00:00.500 --> 00:00:01.500 after']);
  const lines = await rig.lines('captions');
  t.ok(lines.includes('#EXT-X-DISCONTINUITY'));
  t.notOk(lines.some((line) => line.startsWith('#EXT-X-MAP')));
});

test('what makes no sense is refused, whole', async (t) => {
  const rig = live();
  const refused = (one: TimedCue, code = 'FIELD_INVALID') =>
    t.throws(() => rig.programme.addCues([cue('right', 2), one]), { code });
  refused(cue('backwards', 3, 2));
  refused(cue('too long', 0, 31));
  refused(cue('no such time', Number.NaN, 1));
  refused(cue('another clock', 3600));
  refused(cue(' \n ', 2));
  refused(cue('1\n2\n3\n4\n5', 2));
  t.throws(() => rig.programme.addCues(Array.from({ length: 501 }, () => cue('many', 2))), { code: 'TOO_FAST' });
  rig.put('video', { msn: 1, part: 0 });
  t.same(await cuesOf(rig, '1-1.0.vtt'), []);
});

test('names are spelled in one way', async (t) => {
  const rig = live();
  for (const name of ['01-0.vtt', '1-0.00.vtt', '1-0.m4s', '1-init.mp4', '1-0.replay.replay.vtt', 'media.vtt'])
    await t.rejects(rig.text('captions', name), { code: 'NOT_FOUND' }, name);
  for (const name of ['1-7.vtt', '1-7.3.vtt', '2-0.vtt'])
    await t.rejects(rig.text('captions', name), { code: 'PART_NOT_FOUND' });
});
