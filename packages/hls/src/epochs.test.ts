import { test } from 'tap';
import { announcement, isHeld, Rig, startMs } from './rig.fixture.ts';

test('[HLS-16] a new mixer goes on after what the one before left unfinished', async (t) => {
  const rig = new Rig();
  t.equal(rig.start(1), 0);
  rig.segments(0, 3);
  for (const part of [0, 1]) rig.put('video', { msn: 4, part });
  rig.put('audio', { msn: 4, part: 0 });
  const waiting = rig.request('video', '_HLS_msn=5&_HLS_part=0');
  const inside = rig.request('video', '_HLS_msn=4&_HLS_part=2');
  t.equal(rig.start(2), 5);
  t.ok(await isHeld(waiting), 'the announcement is no part');
  t.ok(await isHeld(inside), 'nor is the end of the segment that was cut off');
  t.equal((await rig.lines('video')).at(-1), '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="2-5.0.m4s"');
  rig.put('video', { epoch: 2, msn: 5, part: 0 });
  const text = new TextDecoder().decode((await waiting)?.body);
  t.match(
    text,
    [
      '#EXT-X-PART:DURATION=0.33333333,URI="1-4.1.m4s"',
      '#EXTINF:0.66666667,',
      '1-4.m4s',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="2-init.mp4"',
      '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.000Z',
      '#EXT-X-PART:DURATION=0.33333333,URI="2-5.0.m4s",INDEPENDENT=YES',
    ].join('\n'),
  );
  t.equal(text.match(/#EXT-X-DISCONTINUITY$/gm)?.length, 1);
  t.match(text, '#EXT-X-DISCONTINUITY-SEQUENCE:0');
});

test('[HLS-17] whatever is of an older epoch is refused, whatever is of one that was not announced too', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 0);
  rig.start(3);
  const stale = { code: 'EPOCH_STALE' };
  t.throws(() => rig.programme.announce(announcement(2)), stale);
  t.throws(() => rig.put('video', { epoch: 1, msn: 1, part: 0 }), stale);
  t.throws(() => rig.put('video', { epoch: 1, msn: 0, part: 0 }), stale, 'even one that was here');
  t.throws(() => rig.programme.putInit({ rendition: 'video', epoch: 2 }, Buffer.from('x')), stale);
  await t.rejects(rig.programme.end(2), stale);
  t.throws(() => rig.put('video', { epoch: 4, msn: 1, part: 0 }), { code: 'PART_OUT_OF_ORDER' });
});

test('[HLS-18] what is sent again is acknowledged again', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 1);
  rig.put('video', { msn: 2, part: 0 });
  const before = await rig.lines('video');
  t.equal(rig.start(1), 0, 'the same answer as at first');
  rig.put('video', { msn: 0, part: 3 });
  rig.put('video', { msn: 2, part: 0 });
  t.same(await rig.lines('video'), before);
  await rig.programme.end(1);
  await rig.programme.end(1);
  rig.put('video', { msn: 2, part: 0 });
  t.throws(() => rig.put('video', { msn: 2, part: 1 }), { code: 'PROGRAMME_ENDED' });
  t.throws(() => rig.programme.announce(announcement(2)), { code: 'PROGRAMME_ENDED' });
});

test('[HLS-19] a part that does not follow the last is refused', async (t) => {
  const rig = new Rig();
  const wrong = { code: 'PART_OUT_OF_ORDER' };
  t.throws(() => rig.put('video', { msn: 0, part: 0 }), { code: 'PROGRAMME_NOT_FOUND' });
  rig.programme.announce(announcement(1));
  t.throws(() => rig.put('video', { msn: 0, part: 0 }), wrong, 'without an init');
  rig.programme.putInit({ rendition: 'video', epoch: 1 }, Buffer.from('init'));
  t.throws(() => rig.put('video', { msn: 0, part: 1 }), wrong, 'not the first');
  t.throws(() => rig.put('video', { msn: 1, part: 0 }), wrong);
  rig.put('video', { msn: 0, part: 0 });
  t.throws(() => rig.put('video', { msn: 0, part: 2 }), wrong, 'a hole');
  t.throws(() => rig.put('video', { msn: 1, part: 0 }), wrong, 'the segment before is not complete');
  t.throws(() => rig.put('nothing', { msn: 0, part: 0 }), { code: 'NOT_FOUND' });
  rig.put('video', { msn: 0, part: 1, last: true });
  rig.put('video', { msn: 1, part: 0 });
});

test('[HLS-20] discontinuities are numbered alike when one rendition had nothing of an epoch', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 1);
  rig.start(2);
  rig.put('video', { epoch: 2, msn: 2, part: 0 });
  t.equal(rig.start(3), 3, 'after the last of any rendition');
  rig.segments(3, 3, 3);
  t.equal(rig.start(4), 4, 'an epoch without media');
  rig.start(5);
  rig.segments(4, 4, 5);
  const [video, audio] = [await rig.lines('video'), await rig.lines('audio')];
  const discontinuities = (lines: string[]) => lines.filter((line) => line === '#EXT-X-DISCONTINUITY').length;
  t.equal(discontinuities(video), 3);
  t.equal(discontinuities(audio), 3);
  t.same(
    audio.filter((line) => /^\d.*m4s$/.test(line)),
    ['1-0.m4s', '1-1.m4s', '3-3.m4s', '5-4.m4s'],
  );
  t.equal((await rig.request('audio', '_HLS_msn=3'))?.status, 'awaited', 'its Media Sequence Numbers have no hole');
});

test('[HLS-21] a later mixer has the same renditions', async (t) => {
  const rig = new Rig();
  rig.start(1);
  const [video, audio] = announcement(2).renditions;
  const others = [
    [video],
    [video, { ...audio, name: 'other' }],
    [video, audio, audio],
    [video, { ...video, name: 'audio' }],
  ];
  for (const renditions of others) {
    const other = { ...announcement(2), renditions } as ReturnType<typeof announcement>;
    t.throws(
      () => rig.programme.announce(other),
      { code: 'FIELD_INVALID' },
      JSON.stringify(renditions.map((r) => r?.name)),
    );
  }
  t.equal(rig.start(2), 0);
});

test('[HLS-22] what is longer than announced is taken, and reported', async (t) => {
  const rig = new Rig();
  rig.start(1);
  for (let part = 0; part < 8; part += 1) rig.put('video', { msn: 0, part, last: part === 7 });
  t.same(rig.reports, ['video segment too long']);
  const query = { durationSeconds: 0.34, independent: 1, last: 0, programDateTimeMs: 0 } as const;
  rig.programme.putPart({ rendition: 'audio', epoch: 1, msn: 0, part: 0 }, query, Buffer.from('x'));
  t.equal(rig.reports.length, 1, 'one frame more is right for audio');
  rig.programme.putPart({ rendition: 'video', epoch: 1, msn: 1, part: 0 }, query, Buffer.from('x'));
  t.same(rig.reports.slice(1), ['video part too long']);
});

test('a new mixer is told where the one before has ended', async (t) => {
  const rig = new Rig();
  t.equal(rig.programme.announce(announcement(1)).endMs, undefined, 'nothing was there');
  rig.start(1);
  rig.segments(0, 1);
  for (const part of [0, 1]) rig.put('video', { msn: 2, part });
  rig.put('audio', { msn: 2, part: 0 });
  const { endMs } = rig.programme.announce(announcement(2));
  t.ok(Math.abs((endMs ?? 0) - (startMs + 4000 + 667)) < 2, `${endMs}`);
});
