import { test } from 'tap';
import { announcement, isHeld, Rig } from './rig.fixture.ts';

/** Where a mixer stands that has sent segments 0 to 4 and two parts of segment 5. */
const resume = {
  nextMsn: 0,
  renditions: ['video', 'audio'].map((rendition) => ({
    rendition,
    oldestMsn: 5,
    acknowledged: { msn: 5, part: 2 },
  })),
};

async function restartedRig(): Promise<Rig> {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 4);
  await rig.settle();
  await rig.restart();
  return rig;
}

test('[HLS-31] after a restart players wait until all that they have seen is there again', async (t) => {
  const rig = await restartedRig();
  const [plain, ahead, part] = [
    rig.request('video'),
    rig.request('video', '_HLS_msn=5&_HLS_part=2'),
    rig.text('video', '1-5.1.m4s'),
  ];
  t.ok(await isHeld(plain), 'a playlist that goes back is worse than none');
  t.same(rig.programme.announce({ ...announcement(1), resume }).next[0], { rendition: 'video', msn: 5, part: 0 });
  rig.put('video', { msn: 5, part: 0 });
  t.ok(await isHeld(plain));
  rig.put('video', { msn: 5, part: 1 });
  t.equal(await part, 'video 5.1 ');
  t.match(new TextDecoder().decode((await plain)?.body), '1-5.1.m4s');
  t.ok(await isHeld(ahead), 'this one waits for a new part');
  rig.put('video', { msn: 5, part: 2 });
  const text = new TextDecoder().decode((await ahead)?.body);
  t.notMatch(text, 'DISCONTINUITY\n');
  t.match(text, '#EXT-X-DISCONTINUITY-SEQUENCE:0');
});

test('[HLS-31] a request that the new process would find too far ahead is held meanwhile', async (t) => {
  const rig = await restartedRig();
  const ahead = rig.request('video', '_HLS_msn=9&_HLS_part=0');
  ahead.catch(() => undefined); // Looked at below.
  t.ok(await isHeld(ahead));
  rig.clock.advance(1500);
  await t.rejects(ahead, { code: 'PLAYLIST_TIMEOUT' });
});

test('[HLS-31] without a mixer, players get what is there after five seconds', async (t) => {
  const rig = await restartedRig();
  const early = rig.request('video');
  early.catch(() => undefined); // Looked at below.
  rig.clock.advance(1500);
  await t.rejects(early, { code: 'PLAYLIST_TIMEOUT' });
  rig.clock.advance(4000);
  t.equal((await rig.lines('video')).filter((line) => line.startsWith('#EXTINF')).length, 5);
  await t.rejects(rig.request('video', '_HLS_msn=9'), { code: 'PLAYLIST_REQUEST_INVALID' });
});

test('[HLS-32] parts of segments that came back from storage are ranges of them', async (t) => {
  const rig = await restartedRig();
  rig.programme.announce({ ...announcement(1), resume });
  t.match(await rig.playback.media('video', '1-4.1.m4s', new AbortController().signal), {
    kind: 'kept',
    within: { start: 10, end: 19 },
  });
});

test('[HLS-33] what nobody has any more is a gap: no media, and the numbers go on', async (t) => {
  const rig = await restartedRig();
  const late = resume.renditions.map((one) => ({ ...one, oldestMsn: 7, acknowledged: { msn: 7, part: 1 } }));
  rig.programme.announce({ ...announcement(1), resume: { nextMsn: 0, renditions: late } });
  rig.put('video', { msn: 7, part: 0 });
  const lines = await rig.lines('video');
  t.same(lines.slice(lines.indexOf('1-4.m4s') + 1, lines.indexOf('1-6.m4s') + 1), [
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:10.000Z',
    '#EXT-X-GAP',
    '#EXTINF:2.00000000,',
    '1-5.m4s',
    '#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:12.000Z',
    '#EXT-X-GAP',
    '#EXTINF:2.00000000,',
    '1-6.m4s',
  ]);
  await t.rejects(rig.text('video', '1-5.m4s'), { code: 'PART_NOT_FOUND' });
  await rig.settle();
  await rig.restart();
  rig.programme.announce({ ...announcement(1), resume: { nextMsn: 0, renditions: late } });
  rig.put('video', { msn: 7, part: 0 });
  t.equal((await rig.lines('video')).filter((line) => line === '#EXT-X-GAP').length, 2, 'it is kept as one');
});

test('[HLS-34] another process takes over what it had read long before', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 1);
  await rig.settle();
  const second = new Rig({ storage: rig.storage });
  await second.restart();
  rig.segments(2, 4);
  rig.put('video', { msn: 5, part: 0 });
  await rig.settle();
  t.ok(second.programme.tracks.lacks({ ...announcement(1), resume }));
  await second.programme.readAgain();
  t.notOk(second.programme.tracks.lacks({ ...announcement(1), resume }));
  t.same(
    second.programme.announce({ ...announcement(1), resume }).next.map(({ msn, part }) => [msn, part]),
    [
      [5, 0],
      [5, 0],
    ],
  );
});

test('[HLS-35] the end is refused while something before it is missing', async (t) => {
  const rig = await restartedRig();
  const next = [{ rendition: 'video', msn: 5, part: 1 }];
  await t.rejects(rig.programme.end(1, next), { code: 'PART_OUT_OF_ORDER' });
  t.equal(rig.programme.hasEnded, false);
  rig.programme.announce({ ...announcement(1), resume });
  rig.put('video', { msn: 5, part: 0 });
  await rig.programme.end(1, next);
  t.equal(rig.programme.hasEnded, true);
});
