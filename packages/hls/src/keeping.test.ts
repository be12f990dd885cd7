import { test } from 'tap';
import { Programmes } from './programmes.ts';
import { readProgramme } from './read-programme.ts';
import { announcement, isHeld, programmeId, Rig } from './rig.fixture.ts';

const root = `programmes/${programmeId}`;

test('[HLS-23] every complete segment is kept, with an index from which all can be found', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 61);
  rig.put('video', { msn: 62, part: 0 });
  rig.start(2);
  rig.segments(63, 63, 2);
  await rig.settle();
  const material = await readProgramme(rig.storage, programmeId);
  t.equal(material.ended, false);
  t.same(
    material.renditions.map(({ rendition, kind }) => [rendition, kind]),
    [
      ['video', 'video'],
      ['audio', 'audio'],
    ],
  );
  const [video, audio] = material.renditions;
  t.same(
    video?.epochs.map(({ epoch, segments }) => [epoch, segments.length]),
    [
      [1, 63],
      [2, 1],
    ],
  );
  t.same(
    audio?.epochs.map(({ epoch, segments }) => [epoch, segments.length]),
    [
      [1, 62],
      [2, 1],
    ],
  );
  t.equal(video?.epochs[0]?.initKey, `${root}/video/1-init.mp4`);
  const last = video?.epochs[1]?.segments[0];
  t.match(last, { key: `${root}/video/2-63.m4s`, msn: 63, programDateTimeMs: Date.UTC(2026, 0, 1) + 126_000 });
  t.equal(last?.durationSeconds.toFixed(3), '2.000');
  const keys = material.renditions.flatMap(({ epochs }) =>
    epochs.flatMap(({ initKey, segments }) => [initKey, ...segments.map(({ key }) => key)]),
  );
  t.same(
    keys.filter((key) => !rig.storage.kept.has(key)),
    [],
    'everything that it names is there',
  );
  await rig.programme.end(2);
  t.equal((await readProgramme(rig.storage, programmeId)).ended, true);
});

test('[HLS-23] of what was never kept there is nothing, and what cannot be read is told', async (t) => {
  const rig = new Rig();
  t.same(await readProgramme(rig.storage, programmeId), { ended: false, renditions: [] });
  rig.start(1);
  rig.segments(0, 0);
  await rig.settle();
  for (const broken of ['{', '{}', '{"segments":[{"epoch":1}]}', 'null']) {
    rig.storage.kept.set(`${root}/video/index-0.json`, Buffer.from(broken));
    await t.rejects(readProgramme(rig.storage, programmeId), { code: 'MEDIA_UNREADABLE' }, broken);
  }
});

test('[HLS-24] a storage that fails does not stop the live programme, and gets everything later', async (t) => {
  const rig = new Rig();
  rig.start(1);
  await rig.settle();
  rig.storage.isFailing = true;
  rig.segments(0, 29);
  await isHeld(Promise.resolve());
  t.match(rig.reports, [`STORAGE_UNAVAILABLE ${root}/video/0`.replace('/0', '/1-0.m4s')]);
  t.equal((await rig.lines('video')).filter((line) => line.startsWith('#EXTINF')).length, 30);
  t.match(await rig.text('video', '1-0.m4s'), 'video 0.0', 'bytes that are nowhere else stay in memory');
  rig.clock.advance(1000);
  await isHeld(Promise.resolve());
  t.equal(rig.reports.length, 2, 'tried again');
  rig.storage.isFailing = false;
  rig.clock.advance(10_000);
  await rig.settle();
  t.equal(rig.programme.waitingForStorage, 0);
  t.ok(rig.storage.kept.has(`${root}/audio/1-29.m4s`));
  t.equal(await rig.text('video', '1-0.m4s'), `kept at ${root}/video/1-0.m4s`);
});

test('[HLS-25] what is kept and old is let go of; the live edge stays in memory', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 29);
  await rig.settle();
  t.equal(await rig.text('video', '1-14.m4s'), `kept at ${root}/video/1-14.m4s`);
  t.match(await rig.text('video', '1-15.m4s'), 'video 15.0');
  t.same(await rig.playback.media('video', '1-14.1.m4s', new AbortController().signal), {
    kind: 'kept',
    key: `${root}/video/1-14.m4s`,
    within: { start: 11, end: 21 },
  });
  await t.rejects(rig.text('video', '1-14.6.m4s'), { code: 'PART_NOT_FOUND' });
  t.equal(await rig.text('video', '1-15.0.m4s'), 'video 15.0 ');
});

test('[HLS-26] the end is answered when everything is kept, or says that it is not', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 2);
  rig.put('video', { msn: 3, part: 0 });
  rig.storage.isFailing = true;
  const ending = rig.programme.end(1);
  t.ok(await isHeld(ending));
  t.equal((await rig.lines('video')).at(-1), '#EXT-X-ENDLIST', 'players hear of it at once');
  rig.clock.advance(8000);
  await t.rejects(ending, { code: 'STORAGE_UNAVAILABLE' });
  rig.storage.isFailing = false;
  const again = rig.programme.end(1);
  await isHeld(again);
  rig.clock.advance(7900);
  await again;
  t.ok(rig.storage.kept.has(`${root}/video/1-3.m4s`));
  t.ok(rig.storage.kept.has(`${root}/ended.json`));
  t.equal(rig.clock.timers, 0);
});

test('[HLS-27] a restarted origin serves the replay of what it never saw', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 61);
  rig.start(2);
  rig.segments(62, 63, 2);
  await rig.programme.end(2);
  const before = await rig.lines('video');
  await rig.restart();
  t.same(await rig.lines('video'), before);
  t.equal(await rig.text('video', '1-5.m4s'), `kept at ${root}/video/1-5.m4s`);
  t.equal(await rig.text('video', '2-init.mp4'), `kept at ${root}/video/2-init.mp4`);
  await rig.programme.end(2);
  t.throws(() => rig.programme.announce(announcement(3)), { code: 'PROGRAMME_ENDED' });
});

test('[HLS-28] a restarted origin goes on with a programme that is live', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 4);
  await rig.settle();
  await rig.restart();
  t.equal(rig.start(1), 0, 'the same answer as before');
  t.equal((await rig.lines('video')).at(-1), '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1-5.0.m4s"');
  rig.put('video', { msn: 4, part: 5 });
  rig.put('video', { msn: 5, part: 0 });
  t.throws(() => rig.put('audio', { msn: 5, part: 3 }), { code: 'PART_OUT_OF_ORDER' });
  t.equal(rig.start(2), 6);
  rig.segments(6, 6, 2);
  const lines = await rig.lines('video');
  t.equal(lines.filter((line) => line === '#EXT-X-DISCONTINUITY').length, 1);
  t.equal(lines.filter((line) => line.startsWith('#EXTINF')).length, 7);
});

test('[HLS-29] at the end of the process what is complete is kept; the open segment is sent again', async (t) => {
  const rig = new Rig();
  rig.start(1);
  rig.segments(0, 0);
  rig.put('video', { msn: 1, part: 0 });
  await rig.programme.close(1000);
  t.ok(rig.storage.kept.has(`${root}/video/1-0.m4s`));
  t.notOk(rig.storage.kept.has(`${root}/video/1-1.m4s`), 'half a segment would be taken for the whole');
  const failing = new Rig();
  failing.start(1);
  failing.storage.isFailing = true;
  const closing = failing.programme.close(1000);
  await isHeld(closing);
  failing.clock.advance(1000);
  await t.rejects(closing, { code: 'STORAGE_UNAVAILABLE' });
  await isHeld(Promise.resolve());
  t.equal(failing.clock.timers, 0, 'nothing is tried any more');
});

test('[HLS-30] a programme that nobody asks for is dropped, and read back', async (t) => {
  const { storage, clock, events } = new Rig();
  const programmes = new Programmes({ storage, clock, events: () => events });
  await t.rejects(programmes.find(programmeId), { code: 'PROGRAMME_NOT_FOUND' });
  const [first, second] = await Promise.all([
    programmes.announce(programmeId, announcement(1)),
    programmes.announce(programmeId, announcement(1)),
  ]);
  t.equal(first.nextMsn, 0);
  t.same(second, first);
  const { programme } = await programmes.find(programmeId);
  clock.advance(10 * 60_000);
  t.equal((await programmes.find(programmeId)).programme, programme, 'a live one stays');
  await programme.end(1);
  clock.advance(4 * 60_000);
  t.equal([...programmes.open].length, 1);
  clock.advance(2 * 60_000);
  t.equal([...programmes.open].length, 0);
  const [again, same] = await Promise.all([programmes.find(programmeId), programmes.find(programmeId)]);
  t.not(again.programme, programme);
  t.equal(again, same, 'read once for all who ask');
  t.equal(again.programme.hasEnded, true);
  await programmes.close(1000);
  await t.rejects(programmes.find(programmeId), { code: 'SHUTTING_DOWN' });
  await t.rejects(programmes.announce(programmeId, announcement(1)), { code: 'SHUTTING_DOWN' });
  t.equal(clock.timers, 0);
});

test('[HLS-36] one rendition does not wait for another, and its order holds', async (t) => {
  const rig = new Rig();
  rig.start(1);
  await rig.settle();
  const held = Promise.withResolvers<void>();
  rig.storage.slowness = (key) => (key.includes('/video/') ? held.promise : Promise.resolve());
  rig.segments(0, 5);
  await new Promise(setImmediate);
  t.ok(rig.storage.kept.has(`${root}/audio/1-5.m4s`));
  t.notOk([...rig.storage.kept.keys()].some((key) => key.startsWith(`${root}/video/1-0`)));
  const written: string[] = [];
  rig.storage.slowness = async (key) => void written.push(key.replace(`${root}/video/`, ''));
  held.resolve();
  await rig.settle();
  t.same(
    written.filter((key) => key.endsWith('m4s')),
    ['1-1.m4s', '1-2.m4s', '1-3.m4s', '1-4.m4s', '1-5.m4s'],
  );
  t.equal(written.filter((key) => key === 'index-0.json').length, 2, 'a page is not written six times to catch up');
  t.equal(written.at(-1), 'index-0.json');
  await rig.programme.end(1);
  await rig.restart();
  t.equal((await rig.lines('video')).filter((line) => line.startsWith('#EXTINF')).length, 6);
});

test('[HLS-37] what memory has no room for is a gap, and live goes on', async (t) => {
  const bytesOfSegment = 6 * 'video 0.0 '.length;
  const rig = new Rig({ maxUnkeptBytes: 20 * bytesOfSegment });
  rig.start(1);
  await rig.settle();
  rig.storage.isFailing = true;
  rig.segments(0, 29);
  await isHeld(Promise.resolve());
  t.ok(rig.backlog.bytes <= 20 * bytesOfSegment, `${rig.backlog.bytes} bytes wait`);
  t.ok(rig.reports.includes('lost video 1-1'));
  const lines = await rig.lines('video');
  t.equal(lines.filter((line) => line.startsWith('#EXTINF')).length, 30, 'the numbers go on');
  const gaps = lines.filter((line) => line === '#EXT-X-GAP').length;
  t.ok(gaps > 0 && gaps < 25, `${gaps} gaps`);
  await t.rejects(rig.text('video', '1-1.m4s'));
  t.match(await rig.text('video', '1-29.m4s'), 'video 29.0');
  rig.storage.isFailing = false;
  rig.clock.advance(10_000);
  await rig.settle();
  t.equal(rig.backlog.bytes, 0);
  t.same(
    (await readProgramme(rig.storage, programmeId)).renditions.map(({ epochs }) => epochs[0]?.segments.at(-1)?.msn),
    [29, 29],
  );
  await rig.programme.end(1);
  await rig.restart();
  t.equal((await rig.lines('video')).filter((line) => line === '#EXT-X-GAP').length, gaps, 'the replay says so too');
});
