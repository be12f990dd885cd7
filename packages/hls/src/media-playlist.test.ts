import { test } from 'tap';
import { isHeld, Rig } from './rig.fixture.ts';

const count = (lines: readonly string[], tag: string) => lines.filter((line) => line.startsWith(tag)).length;
const tagValue = (lines: readonly string[], tag: string) =>
  lines.find((line) => line.startsWith(`${tag}:`))?.slice(tag.length + 1);

test('[HLS-1] video renditions are variants, audio renditions one group', async (t) => {
  const rig = new Rig();
  rig.start();
  t.equal(
    new TextDecoder().decode(rig.playback.multivariantPlaylist().body),
    [
      '#EXTM3U',
      '#EXT-X-VERSION:6',
      '#EXT-X-INDEPENDENT-SEGMENTS',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="audio",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="audio/media.m3u8"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1628000,AVERAGE-BANDWIDTH=1628000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000,AUDIO="audio"',
      'video/media.m3u8',
      '#EXT-X-STREAM-INF:BANDWIDTH=128000,AVERAGE-BANDWIDTH=128000,CODECS="mp4a.40.2",AUDIO="audio"',
      'audio/media.m3u8',
      '',
    ].join('\n'),
  );
});

test('[HLS-2] a live playlist', async (t) => {
  const rig = new Rig();
  rig.start();
  rig.segments(0, 0);
  rig.put('video', { msn: 1, part: 0 });
  t.same(await rig.lines('video'), [
    '#EXTM3U',
    '#EXT-X-VERSION:9',
    '#EXT-X-TARGETDURATION:2',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-DISCONTINUITY-SEQUENCE:0',
    '#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.06402000,HOLD-BACK=6.00000000,CAN-SKIP-UNTIL=12.00000000',
    '#EXT-X-PART-INF:PART-TARGET=0.33334000',
    '#EXT-X-MAP:URI="1-init.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00.000Z',
    '#EXT-X-PART:DURATION=0.33333333,URI="1-0.0.m4s",INDEPENDENT=YES',
    ...[1, 2, 3, 4, 5].map((part) => `#EXT-X-PART:DURATION=0.33333333,URI="1-0.${part}.m4s"`),
    '#EXTINF:2.00000000,',
    '1-0.m4s',
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:02.000Z',
    '#EXT-X-PART:DURATION=0.33333333,URI="1-1.0.m4s",INDEPENDENT=YES',
    '#EXT-X-RENDITION-REPORT:URI="../audio/media.m3u8",LAST-MSN=0,LAST-PART=5',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1-1.1.m4s"',
  ]);
  const audio = await rig.lines('audio');
  t.equal(tagValue(audio, '#EXT-X-PART-INF'), 'PART-TARGET=0.35467333', 'one AAC frame longer');
  t.ok(audio.includes('#EXT-X-RENDITION-REPORT:URI="../video/media.m3u8",LAST-MSN=1,LAST-PART=0'));
});

test('[HLS-3] parts are listed for the last three target durations', async (t) => {
  const rig = new Rig();
  rig.start();
  rig.segments(0, 9);
  rig.put('video', { msn: 10, part: 0 });
  const lines = await rig.lines('video');
  const parts = lines.filter((line) => line.startsWith('#EXT-X-PART:'));
  t.match(parts[0], 'URI="1-7.0.m4s"');
  t.equal(parts.length, 3 * 6 + 1);
  t.equal(count(lines, '#EXTINF'), 10);
});

test('[HLS-4] the live window slides, and the Media Sequence Number with it', async (t) => {
  const rig = new Rig({ dvrWindowSeconds: 20 });
  rig.start();
  rig.segments(0, 29);
  const lines = await rig.lines('video');
  t.equal(tagValue(lines, '#EXT-X-MEDIA-SEQUENCE'), '20');
  t.equal(count(lines, '#EXTINF'), 10);
  t.equal(
    lines.find((line) => line.endsWith('.m4s')),
    '1-20.m4s',
  );
  t.equal(count(lines, '#EXT-X-MAP'), 1);
});

test('[HLS-5] a delta update skips what lies behind the skip boundary', async (t) => {
  const rig = new Rig();
  rig.start();
  rig.segments(0, 19);
  for (const query of ['_HLS_skip=YES', '_HLS_skip=v2', '_HLS_msn=19&_HLS_part=0&_HLS_skip=YES']) {
    const lines = await rig.lines('video', query);
    t.equal(tagValue(lines, '#EXT-X-SKIP'), 'SKIPPED-SEGMENTS=14', query);
    t.equal(tagValue(lines, '#EXT-X-MEDIA-SEQUENCE'), '0');
    t.equal(
      lines.find((line) => line.endsWith('.m4s')),
      '1-14.m4s',
    );
    t.equal(count(lines, '#EXTINF'), 6, 'twelve seconds');
    t.ok(lines.indexOf('#EXT-X-MAP:URI="1-init.mp4"') > 0);
  }
});

test('[HLS-5] there is nothing to skip in a short playlist', async (t) => {
  const rig = new Rig();
  rig.start();
  rig.segments(0, 3);
  t.same(await rig.lines('video', '_HLS_skip=YES'), await rig.lines('video'));
});

test('[HLS-6] after the end the replay has everything, from the beginning', async (t) => {
  const rig = new Rig({ dvrWindowSeconds: 4 });
  rig.start();
  rig.segments(0, 9);
  rig.put('video', { msn: 10, part: 0 });
  await rig.programme.end(1);
  const lines = await rig.lines('video');
  t.equal(tagValue(lines, '#EXT-X-PLAYLIST-TYPE'), 'VOD');
  t.equal(tagValue(lines, '#EXT-X-MEDIA-SEQUENCE'), '0');
  t.equal(count(lines, '#EXTINF'), 11, 'with the segment that was not finished');
  t.ok(lines.includes('#EXTINF:0.33333333,'));
  t.equal(lines.at(-1), '#EXT-X-ENDLIST');
  for (const tag of ['#EXT-X-PART', '#EXT-X-PRELOAD-HINT', '#EXT-X-SERVER-CONTROL', '#EXT-X-RENDITION-REPORT']) {
    t.equal(count(lines, tag), 0, tag);
  }
  t.equal(rig.playback.multivariantPlaylist().status, 'ended');
});

test('[HLS-7] a player that was there to the end goes on from its window', async (t) => {
  const rig = new Rig({ dvrWindowSeconds: 4 });
  rig.start();
  rig.segments(0, 9);
  const waiting = rig.request('video', '_HLS_msn=10&_HLS_part=0');
  t.ok(await isHeld(waiting));
  await rig.programme.end(1);
  const answer = await waiting;
  t.equal(answer?.status, 'ended');
  const lines = new TextDecoder().decode(answer?.body).trimEnd().split('\n');
  t.equal(tagValue(lines, '#EXT-X-MEDIA-SEQUENCE'), '8', 'it does not go back');
  t.equal(tagValue(lines, '#EXT-X-PLAYLIST-TYPE'), undefined);
  t.equal(lines.at(-1), '#EXT-X-ENDLIST');
});
