import { test } from 'tap';
import { announcement, Rig } from './rig.fixture.ts';

const at = (ms: number) => new Date(ms).toISOString();
const cue = (text: string, startMs: number, endMs = startMs + 1000) => ({
  startsAt: at(startMs),
  endsAt: at(endMs),
  text,
});

/** A live programme with captions: two parts of video and sound, from the start of 1970. */
async function liveRig(t: { teardown(run: () => Promise<void>): void }): Promise<Rig> {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  await rig.json(1, '', { ...announcement(1), captions: { language: 'pt-BR', label: 'português' } });
  for (const rendition of ['video', 'audio']) {
    await rig.ingest(1, `/${rendition}/1/init`, { payload: Buffer.from('init') });
    for (const part of [0, 1]) await rig.part(1, { msn: 0, part, rendition });
  }
  return rig;
}

test('cues come in, and a player gets them as WebVTT', async (t) => {
  const rig = await liveRig(t);
  const taken = await rig.json(7, '/captions', { cues: [cue('Olá <b>', 500)] }, 'POST');
  t.equal(taken.statusCode, 200, 'whatever the epoch of the token');
  t.same(taken.json(), { taken: 1, edge: '1970-01-01T00:00:02.000Z' });
  await rig.part(1, { msn: 1, part: 0 });
  t.match((await rig.watch('index.m3u8')).body, /TYPE=SUBTITLES.*LANGUAGE="pt-BR"/);
  const playlist = await rig.watch('captions/media.m3u8?_HLS_msn=1&_HLS_part=0');
  t.match(playlist.body, 'URI="1-1.0.vtt"');
  t.equal(playlist.headers['cache-control'], 'public, max-age=12');
  const file = await rig.watch('captions/1-1.0.vtt');
  t.equal(file.headers['content-type'], 'text/vtt; charset=utf-8');
  t.equal(file.headers['cache-control'], 'public, max-age=31536000, immutable');
  t.equal(file.headers['access-control-allow-origin'], '*');
  t.match(file.body, 'Olá &lt;b&gt;');
});

test('what is wrong with cues is said', async (t) => {
  const rig = await liveRig(t);
  const post = async (body: unknown) => {
    const { statusCode, json } = await rig.json(1, '/captions', body, 'POST');
    return [statusCode, json().code];
  };
  t.same(await post({ cues: [] }), [422, 'FIELD_INVALID']);
  t.same(await post({ cues: [{ ...cue('x', 0), voice: 'Ada' }] }), [422, 'FIELD_INVALID']);
  t.same(await post({ cues: [cue('bell \u0007', 0)] }), [422, 'FIELD_INVALID']);
  t.same(await post({ cues: [cue('x'.repeat(401), 0)] }), [422, 'FIELD_INVALID']);
  t.same(await post({ cues: [cue('backwards', 1000, 500)] }), [422, 'FIELD_INVALID']);
  t.same(await post({ cues: [{ ...cue('x', 0), endsAt: '1970-02-31T00:00:00Z' }] }), [422, 'FIELD_INVALID']);
  await rig.json(1, '/end', { epoch: 1 }, 'POST');
  t.same(await post({ cues: [cue('late', 0)] }), [409, 'PROGRAMME_ENDED']);
  const silent = await Rig.open();
  t.teardown(() => silent.close());
  await silent.goLive();
  t.equal((await silent.json(1, '/captions', { cues: [cue('x', 0)] }, 'POST')).json().code, 'CAPTIONS_OFF');
  const stranger = await rig.ingest(1, '/captions', { method: 'POST', headers: { authorization: 'Bearer x' } });
  t.equal(stranger.json().code, 'TOKEN_INVALID');
});
