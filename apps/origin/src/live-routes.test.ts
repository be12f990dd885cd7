import { get } from 'node:http';
import { test } from 'tap';
import { announcement, liveRig, otherProgrammeId, programmeId, Rig } from './rig.fixture.ts';

test('a player gets playlists and media, each with its type and life', async (t) => {
  const rig = await liveRig(t);
  const cases = [
    ['index.m3u8', 'application/vnd.apple.mpegurl', 'public, max-age=5', /video\/media.m3u8/],
    ['video/media.m3u8', 'application/vnd.apple.mpegurl', 'public, max-age=1', /1-0\.m4s/],
    ['video/media.m3u8?_HLS_msn=0', 'application/vnd.apple.mpegurl', 'public, max-age=12', /1-0\.m4s/],
    ['video/1-init.mp4', 'video/mp4', 'public, max-age=31536000, immutable', /^video init$/],
    ['audio/1-init.mp4', 'audio/mp4', 'public, max-age=31536000, immutable', /^audio init$/],
    ['video/1-0.m4s', 'video/iso.segment', 'public, max-age=31536000, immutable', /^video 0.0video 0.1$/],
    ['video/1-0.1.m4s', 'video/iso.segment', 'public, max-age=31536000, immutable', /^video 0.1$/],
  ] as const;
  for (const [path, type, cacheControl, body] of cases) {
    const answer = await rig.watch(path);
    t.equal(answer.statusCode, 200, path);
    t.equal(answer.headers['content-type'], type);
    t.equal(answer.headers['cache-control'], cacheControl);
    t.equal(answer.headers['access-control-allow-origin'], '*');
    t.equal(answer.headers['timing-allow-origin'], '*');
    t.match(answer.body, body);
    const head = await rig.watch(path, { method: 'HEAD' });
    t.equal(head.headers['content-length'], `${answer.rawPayload.length}`, 'HEAD says the same length');
    t.equal(head.body, '');
  }
});

test('a client that leaves is not waited for', async (t) => {
  const rig = await liveRig(t);
  const address = await rig.server.listen({ host: '127.0.0.1', port: 0 });
  const base = `${address}/live/${await rig.token('watch')}/${programmeId}`;
  t.match(await (await fetch(`${base}/video/media.m3u8?_HLS_msn=0`)).text(), '1-0.m4s');
  const leaving = get(`${base}/video/media.m3u8?_HLS_msn=1&_HLS_part=0`);
  leaving.on('error', () => undefined); // It is our own doing.
  await rig.untilHeld(1);
  leaving.destroy();
  await rig.untilHeld(0);
  t.pass('it is not held any more');
});

test('a request is held until the part comes, and not cached when it does not', async (t) => {
  const rig = await liveRig(t);
  const [playlist, part] = [rig.watch('video/media.m3u8?_HLS_msn=1&_HLS_part=0'), rig.watch('video/1-1.0.m4s')];
  await rig.untilHeld(2);
  await rig.part(1, { msn: 1, part: 0 });
  t.match((await playlist).body, '1-1.0.m4s');
  t.equal((await playlist).headers['cache-control'], 'public, max-age=12');
  t.equal((await part).body, 'video 1.0');
  const [unchanged, missing] = [rig.watch('video/media.m3u8?_HLS_msn=1&_HLS_part=1'), rig.watch('video/1-1.1.m4s')];
  await rig.untilHeld(2);
  rig.clock.advance(5000);
  t.equal((await unchanged).statusCode, 200);
  t.equal((await unchanged).headers['cache-control'], 'no-store');
  t.equal((await missing).statusCode, 404);
  t.equal((await missing).headers['cache-control'], 'no-store');
});

test('a replay comes from storage, with ranges', async (t) => {
  const rig = await liveRig(t);
  await rig.json(1, '/end', { epoch: 1 }, 'POST');
  rig.clock.advance(10 * 60_000);
  t.equal([...rig.programmes.open].length, 0, 'no longer in memory');
  const playlist = await rig.watch('video/media.m3u8');
  t.match(playlist.body, '#EXT-X-ENDLIST');
  t.equal(playlist.headers['cache-control'], 'public, max-age=600');
  const whole = await rig.watch('video/1-0.m4s');
  t.equal(whole.body, 'video 0.0video 0.1');
  t.equal(whole.headers['accept-ranges'], 'bytes');
  t.equal((await rig.watch('video/1-0.m4s', { method: 'HEAD' })).headers['content-length'], '18');
  const range = await rig.watch('video/1-0.m4s', { headers: { range: 'bytes=6-8' } });
  t.equal(range.statusCode, 206);
  t.equal(range.headers['content-range'], 'bytes 6-8/18');
  t.equal(range.body, '0.0');
});

test('ranges of what is in memory', async (t) => {
  const rig = await liveRig(t);
  const range = await rig.watch('video/1-0.m4s', { headers: { range: 'bytes=-3' } });
  t.equal(range.statusCode, 206);
  t.equal(range.headers['content-range'], 'bytes 15-17/18');
  t.equal(range.body, '0.1');
  const past = await rig.watch('video/1-0.m4s', { headers: { range: 'bytes=18-' } });
  t.equal(past.statusCode, 416);
  t.equal(past.json().code, 'RANGE_NOT_SATISFIABLE');
  t.equal(past.headers['content-range'], 'bytes */18');
  t.equal(past.headers['cache-control'], 'no-store');
});

test('odd addresses lead nowhere: a coded answer, one line in the log', async (t) => {
  const rig = await liveRig(t);
  const token = await rig.token('watch');
  const below = `/live/${token}/${programmeId}`;
  const odd = [
    `${below}/video/..%2f..%2fended.json`,
    `${below}/%2e%2e/${otherProgrammeId}/ended.json`,
    `${below}/video/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd`,
    `${below}/video/a/b/c/d`,
    `${below}/video/index-0.json`,
    `${below}/video/`,
    `${below}/video/%00`,
    `${below}/%zz`,
    `${below}/nothing/media.m3u8`,
    `/live/${token}/..%2f..%2fx/index.m3u8`,
    `/live/${token}/w_aaaaaaaaaaaaaaaaaaaa../index.m3u8`,
    '/live/',
  ];
  for (const url of odd) {
    const before = rig.logged.length;
    const answer = await rig.server.inject({ url });
    t.equal(answer.statusCode, 404, url.replace(token, '…'));
    t.equal(answer.json().code, 'NOT_FOUND');
    t.equal(answer.headers['cache-control'], 'no-store');
    t.equal(rig.logged.length, before + 1);
    t.notMatch(JSON.stringify(rig.logged.at(-1)), token, 'no token in the log');
  }
});

test('only who has a token for this programme may watch', async (t) => {
  const rig = await liveRig(t);
  const cases = [
    ['nonsense', 'TOKEN_INVALID'],
    [await rig.token('ingest', { epoch: 1 }), 'TOKEN_INVALID'],
    [await rig.token('watch', {}, otherProgrammeId), 'TOKEN_INVALID'],
    [await rig.expiredToken(), 'TOKEN_EXPIRED'],
  ] as const;
  for (const [token, code] of cases) {
    for (const path of ['index.m3u8', 'video/media.m3u8', 'video/1-0.m4s']) {
      const answer = await rig.server.inject({ url: `/live/${token}/${programmeId}/${path}` });
      t.equal(answer.statusCode, 401);
      t.equal(answer.json().code, code);
      t.equal(answer.headers['access-control-allow-origin'], '*', 'so that a page can read why');
    }
  }
  const token = await rig.token('watch', {}, otherProgrammeId);
  const unknown = await rig.server.inject({ url: `/live/${token}/${otherProgrammeId}/index.m3u8` });
  t.equal(unknown.statusCode, 404);
  t.equal(unknown.json().code, 'PROGRAMME_NOT_FOUND');
});

test('wrong directives are refused, a browser may ask first', async (t) => {
  const rig = await liveRig(t);
  for (const query of ['_HLS_part=0', '_HLS_msn=x', '_HLS_msn=1&_HLS_msn=2', '_HLS_msn=99', '_HLS_skip=maybe']) {
    const answer = await rig.watch(`video/media.m3u8?${query}`);
    t.equal(answer.statusCode, 400, query);
    t.equal(answer.json().code, 'PLAYLIST_REQUEST_INVALID');
  }
  const preflight = await rig.watch('video/media.m3u8', { method: 'OPTIONS' });
  t.equal(preflight.statusCode, 204);
  t.match(preflight.headers['access-control-allow-methods'], /GET, HEAD/);
});

test('what is held is answered when the process ends', async (t) => {
  const rig = await Rig.open();
  await rig.json(1, '', announcement(1));
  const held = rig.watch('video/media.m3u8');
  await rig.untilHeld(1);
  await rig.close();
  t.equal((await held).statusCode, 503);
  t.equal((await held).json().code, 'SHUTTING_DOWN');
});

test('health and metrics', async (t) => {
  const rig = await liveRig(t);
  const health = await rig.server.inject({ url: '/healthz' });
  t.equal(health.statusCode, 200);
  t.same(health.json(), { ok: true, parts: { storage: true } });
  await rig.watch('video/media.m3u8');
  const { body } = await rig.server.inject({ url: '/metrics' });
  t.match(body, 'rostrum_origin_parts_in_total 4');
  t.match(body, 'rostrum_origin_playlists_total{status="current"} 1');
  t.match(body, 'rostrum_origin_programmes_live 1');
  t.match(body, 'rostrum_origin_held_requests 0');
});
