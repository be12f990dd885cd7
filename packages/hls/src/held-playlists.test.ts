import { test } from 'tap';
import { parseDirectives } from './directives.ts';
import { isHeld, Rig } from './rig.fixture.ts';

const liveRig = () => {
  const rig = new Rig();
  rig.start();
  rig.segments(0, 3);
  rig.put('video', { msn: 4, part: 0 });
  return rig;
};

test('[HLS-8] a request is held until its part is there', async (t) => {
  const rig = liveRig();
  const waiting = rig.request('video', '_HLS_msn=4&_HLS_part=1');
  t.ok(await isHeld(waiting));
  rig.put('audio', { msn: 4, part: 0 });
  t.ok(await isHeld(waiting), 'another rendition is no answer');
  rig.put('video', { msn: 4, part: 1 });
  const answer = await waiting;
  t.equal(answer?.status, 'awaited');
  t.match(new TextDecoder().decode(answer?.body), '1-4.1.m4s');
  t.equal(rig.clock.timers, 0);
});

test('[HLS-8] a request without a part is held until its segment is complete', async (t) => {
  const rig = liveRig();
  const waiting = rig.request('video', '_HLS_msn=4');
  for (const part of [1, 2, 3, 4]) rig.put('video', { msn: 4, part });
  t.ok(await isHeld(waiting));
  rig.put('video', { msn: 4, part: 5 });
  t.equal((await waiting)?.status, 'awaited');
});

test('[HLS-8] what is already there is answered at once', async (t) => {
  const rig = liveRig();
  for (const query of ['_HLS_msn=3', '_HLS_msn=4&_HLS_part=0', '_HLS_msn=0&_HLS_part=2']) {
    t.equal((await rig.request('video', query))?.status, 'awaited', query);
  }
  t.equal((await rig.request('video'))?.status, 'current');
});

test('[HLS-9] a part past the last of its segment is part 0 of the next', async (t) => {
  const rig = liveRig();
  for (const part of [1, 2, 3, 4]) rig.put('video', { msn: 4, part });
  const waiting = rig.request('video', '_HLS_msn=4&_HLS_part=6');
  rig.put('video', { msn: 4, part: 5 });
  t.ok(await isHeld(waiting));
  rig.put('video', { msn: 5, part: 0 });
  t.equal((await waiting)?.status, 'awaited');
});

test('[HLS-10] in a gap of the production the answer is the unchanged playlist, with its hint', async (t) => {
  const rig = liveRig();
  const before = await rig.lines('video');
  const waiting = rig.request('video', '_HLS_msn=4&_HLS_part=1');
  rig.clock.advance(1399);
  t.ok(await isHeld(waiting));
  rig.clock.advance(2);
  const answer = await waiting;
  t.equal(answer?.status, 'unchanged');
  t.same(new TextDecoder().decode(answer?.body).trimEnd().split('\n'), before);
  t.equal(before.at(-1), '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1-4.1.m4s"');
});

test('[HLS-11] before the first segment a request waits, and then is told to come again', async (t) => {
  const rig = new Rig();
  rig.start();
  const [plain, late] = [rig.request('video'), rig.request('audio', '_HLS_msn=0&_HLS_part=0')];
  late.catch(() => undefined); // Looked at below.
  rig.clock.advance(4900);
  rig.put('video', { msn: 0, part: 0 });
  t.ok(await isHeld(plain), 'a plain player needs a whole segment');
  for (const part of [1, 2, 3, 4, 5]) rig.put('video', { msn: 0, part });
  t.equal((await plain)?.status, 'current');
  rig.clock.advance(200);
  await t.rejects(late, { code: 'PLAYLIST_TIMEOUT' });
});

test('[HLS-12] wrong directives are refused', async (t) => {
  const wrong = [
    { _HLS_part: '0' },
    { _HLS_msn: '-1' },
    { _HLS_msn: '1.5' },
    { _HLS_msn: '' },
    { _HLS_msn: '9'.repeat(20) },
    { _HLS_msn: ['1', '2'] },
    { _HLS_msn: '1', _HLS_part: 'x' },
    { _HLS_skip: 'NO' },
  ];
  for (const query of wrong) {
    t.throws(() => parseDirectives(query), { code: 'PLAYLIST_REQUEST_INVALID' }, JSON.stringify(query));
  }
  t.same(parseDirectives({ _HLS_msn: '7', _HLS_part: '0', _HLS_skip: 'v2', _HLS_new: 'x', other: '1' }), {
    sequence: 7,
    part: 0,
    skip: true,
  });
});

test('[HLS-13] what is far in the future is refused at once', async (t) => {
  const rig = liveRig();
  for (const query of ['_HLS_msn=6', '_HLS_msn=99&_HLS_part=0', '_HLS_msn=4&_HLS_part=10', '_HLS_msn=5&_HLS_part=9']) {
    await t.rejects(rig.request('video', query), { code: 'PLAYLIST_REQUEST_INVALID' }, query);
  }
  const held = [rig.request('video', '_HLS_msn=5'), rig.request('video', '_HLS_msn=4&_HLS_part=9')];
  for (const request of held) t.ok(await isHeld(request));
  rig.clock.advance(5000);
  await Promise.all(held);
  await rig.programme.end(1);
  t.equal((await rig.request('video', '_HLS_msn=99'))?.status, 'ended', 'nothing is in the future of what has ended');
});

test('[HLS-14] a held request ends when its client leaves, and when we do', async (t) => {
  const rig = liveRig();
  const client = new AbortController();
  const [left, kept] = [rig.request('video', '_HLS_msn=5', client.signal), rig.request('video', '_HLS_msn=5')];
  kept.catch(() => undefined); // Looked at below.
  t.ok(await isHeld(left));
  t.equal(rig.programme.held.size, 2);
  client.abort();
  t.equal(await left, undefined);
  t.equal(rig.programme.held.size, 1);
  await rig.programme.close(1000);
  await t.rejects(kept, { code: 'SHUTTING_DOWN' });
  await t.rejects(rig.request('video', '_HLS_msn=5'), { code: 'SHUTTING_DOWN' }, 'also one that comes now');
  t.equal(rig.programme.held.size, 0);
  t.equal(rig.clock.timers, 0);
});

test('[HLS-15] the hinted part is waited for, any other that is not there is not found', async (t) => {
  const rig = liveRig();
  t.equal(await rig.text('video', '1-4.0.m4s'), 'video 4.0 ');
  t.equal(await rig.text('video', '1-3.m4s'), [0, 1, 2, 3, 4, 5].map((part) => `video 3.${part} `).join(''));
  t.equal(await rig.text('video', '1-3.2.m4s'), 'video 3.2 ');
  t.equal(await rig.text('audio', '1-init.mp4'), 'audio init 1');
  const [hinted, second] = [rig.text('video', '1-4.1.m4s'), rig.text('audio', '1-4.0.m4s')];
  second.catch(() => undefined); // Looked at below.
  t.ok(await isHeld(hinted));
  rig.put('video', { msn: 4, part: 1 });
  t.equal(await hinted, 'video 4.1 ');
  rig.clock.advance(1500);
  await t.rejects(second, { code: 'PART_NOT_FOUND' }, 'it did not come in time');
  for (const name of ['1-4.3.m4s', '1-4.m4s', '1-5.0.m4s', '2-4.0.m4s', '2-init.mp4', '1-3.6.m4s']) {
    await t.rejects(rig.text('video', name), { code: 'PART_NOT_FOUND' }, name);
  }
  for (const name of ['', '..', '1-03.m4s', '1-3.m4s.bak', '1-3', 'media.mp4', '1--3.m4s', '1-3.2.m4s\n']) {
    await t.rejects(rig.text('video', name), { code: 'NOT_FOUND' }, JSON.stringify(name));
  }
  await t.rejects(rig.text('nothing', '1-3.m4s'), { code: 'NOT_FOUND' });
});

test('[HLS-38] at the end nobody who waits is told of a part that never comes', async (t) => {
  const rig = liveRig();
  rig.put('audio', { msn: 4, part: 0 });
  const waiting = [rig.request('video', '_HLS_msn=4&_HLS_part=1'), rig.request('audio', '_HLS_msn=4&_HLS_part=1')];
  const hinted = rig.text('video', '1-4.1.m4s');
  rig.put('video', { msn: 4, part: 1, last: true, final: true });
  rig.put('audio', { msn: 4, part: 1, last: true, final: true });
  for (const held of [...waiting, hinted]) t.ok(await isHeld(held));
  const ending = rig.programme.end(1);
  for (const answer of await Promise.all(waiting)) {
    const text = new TextDecoder().decode(answer?.body);
    t.match(text, '#EXT-X-ENDLIST');
    t.notMatch(text, 'EXT-X-PRELOAD-HINT');
  }
  t.equal(await hinted, 'video 4.1 ', 'the part that was hinted at is there');
  await ending;
  t.equal(rig.clock.timers, 0);
});

test('[HLS-38] when the end does not come, the last part is found at the deadline, and another mixer goes on', async (t) => {
  const rig = liveRig();
  const [first, second] = [rig.request('video', '_HLS_msn=4&_HLS_part=1'), rig.request('video', '_HLS_msn=5')];
  rig.put('video', { msn: 4, part: 1, last: true, final: true });
  rig.clock.advance(1401);
  t.match(new TextDecoder().decode((await first)?.body), '1-4.1.m4s');
  t.equal((await second)?.status, 'unchanged');
  const msn = rig.start(2);
  const next = rig.request('video', `_HLS_msn=${msn}&_HLS_part=0`);
  rig.put('video', { epoch: 2, msn, part: 0 });
  t.equal((await next)?.status, 'awaited');
});
