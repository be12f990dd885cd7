import { test } from 'tap';
import { announcement, otherProgrammeId, Rig } from './rig.fixture.ts';

test('a mixer announces, sends, repeats and ends', async (t) => {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  const announced = await rig.json(1, '', announcement(1));
  t.equal(announced.statusCode, 200);
  const next = ['video', 'audio'].map((rendition) => ({ rendition, msn: 0, part: 0 }));
  t.same(announced.json(), { nextMsn: 0, next });
  t.equal((await rig.ingest(1, '/video/1/init', { payload: Buffer.from('init') })).statusCode, 204);
  t.same((await rig.part(1, { msn: 0, part: 0 })).json(), { keptBeforeMsn: 0 });
  t.equal((await rig.part(1, { msn: 0, part: 0 })).statusCode, 200, 'again');
  const late = await rig.part(1, { msn: 0, part: 2 });
  t.equal(late.statusCode, 409);
  t.equal(late.json().code, 'PART_OUT_OF_ORDER');
  t.equal((await rig.json(1, '/end', { epoch: 1 }, 'POST')).statusCode, 204);
  t.equal((await rig.json(1, '/end', { epoch: 1 }, 'POST')).statusCode, 204, 'again');
  t.equal((await rig.part(1, { msn: 1, part: 0 })).json().code, 'PROGRAMME_ENDED');
});

test('a mixer that was replaced is refused', async (t) => {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  await rig.goLive(1);
  await rig.part(1, { msn: 1, part: 0 });
  t.match((await rig.json(2, '', announcement(2))).json(), { nextMsn: 2 });
  for (const answer of [
    await rig.part(1, { msn: 1, part: 1 }),
    await rig.json(1, '', announcement(1)),
    await rig.json(1, '/end', { epoch: 1 }, 'POST'),
  ]) {
    t.equal(answer.statusCode, 409);
    t.equal(answer.json().code, 'EPOCH_STALE');
  }
});

test('without the right token nothing is taken', async (t) => {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  await rig.goLive(1);
  const wrong: Record<string, string> = {
    none: '',
    nonsense: 'Bearer x.y.z',
    'of a viewer': `Bearer ${await rig.token('watch')}`,
    'of another programme': `Bearer ${await rig.token('ingest', { epoch: 1 }, otherProgrammeId)}`,
    'of another epoch': `Bearer ${await rig.token('ingest', { epoch: 2 })}`,
    'of no epoch': `Bearer ${await rig.token('ingest')}`,
  };
  const query = { durationSeconds: '1', independent: '1', last: '0', programDateTimeMs: '0' };
  for (const [name, authorization] of Object.entries(wrong)) {
    const json = { authorization, 'content-type': 'application/json' };
    const requests = [
      rig.ingest(1, '/video/1/1/0', { headers: { authorization }, payload: 'x', query }),
      rig.ingest(1, '/video/1/init', { headers: { authorization }, payload: 'x' }),
      rig.ingest(1, '', { headers: json, payload: JSON.stringify(announcement(1)) }),
      rig.ingest(1, '/end', { method: 'POST', headers: json, payload: JSON.stringify({ epoch: 1 }) }),
    ];
    for (const answer of await Promise.all(requests)) {
      t.equal(answer.statusCode, 401, name);
      t.equal(answer.json().code, 'TOKEN_INVALID', name);
    }
  }
  t.equal((await rig.part(1, { msn: 1, part: 0 })).statusCode, 200, 'nothing of it was taken');
});

test('what does not fit the contract is refused with a code', async (t) => {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  await rig.goLive(1);
  const query = { durationSeconds: '1', independent: '1', last: '0', programDateTimeMs: '0' };
  const put = (path: string, more: object) => rig.ingest(1, path, { payload: 'x', query, ...more });
  const cases: [string, Promise<{ statusCode: number; json(): { code: string } }>, number, string][] = [
    ['oversized', put('/video/1/1/0', { payload: Buffer.alloc(8 * 1024 * 1024 + 1) }), 413, 'MESSAGE_TOO_LARGE'],
    ['empty', put('/video/1/1/0', { payload: '' }), 400, 'BAD_REQUEST'],
    ['no query', put('/video/1/1/0', { query: {} }), 422, 'FIELD_INVALID'],
    ['unknown field', put('/video/1/1/0', { query: { ...query, more: '1' } }), 422, 'FIELD_INVALID'],
    ['wrong flag', put('/video/1/1/0', { query: { ...query, last: '2' } }), 422, 'FIELD_INVALID'],
    ['too long', put('/video/1/1/0', { query: { ...query, durationSeconds: '11' } }), 422, 'FIELD_INVALID'],
    ['wrong number', put('/video/1/-1/0', {}), 404, 'NOT_FOUND'],
    ['wrong rendition', put('/Video!/1/1/0', {}), 404, 'NOT_FOUND'],
    ['unknown rendition', put('/other/1/1/0', {}), 404, 'NOT_FOUND'],
    [
      'no JSON',
      rig.ingest(1, '', { headers: { 'content-type': 'application/json' }, payload: '{' }),
      400,
      'BAD_REQUEST',
    ],
    ['other JSON', rig.json(1, '', { epoch: 1 }), 422, 'FIELD_INVALID'],
    ['unknown key', rig.json(1, '', { ...announcement(1), more: 1 }), 422, 'FIELD_INVALID'],
  ];
  for (const [name, request, status, code] of cases) {
    const answer = await request;
    t.equal(answer.statusCode, status, name);
    t.equal(answer.json().code, code, name);
  }
  t.equal((await rig.part(1, { msn: 1, part: 0 })).statusCode, 200, 'and the right one is taken');
});

test('a programme that is unknown has no end', async (t) => {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  const answer = await rig.json(1, '/end', { epoch: 1 }, 'POST');
  t.equal(answer.statusCode, 404);
  t.equal(answer.json().code, 'PROGRAMME_NOT_FOUND');
});
