import { Fault, stageProtocolVersion } from '@rostrum/protocol';
import { signToken } from '@rostrum/service';
import t from 'tap';
import { ControlApi, tokenOf } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { opusParameters, StageCaller, stageUrl } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

const stack = await ControlStack.start();
t.teardown(() => stack.stop());
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;

/** How often control wrote this code down while `run` was going on. */
async function loggedDuring(code: string, run: () => Promise<unknown>): Promise<number> {
  const before = stack.control.logged(code).length;
  await run();
  await settle();
  return stack.control.logged(code).length - before;
}

/** Log lines and events cross a pipe or a socket; a round trip to control puts them behind us. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await api.call('GET', '/api/me');
}

/** A socket that says what no page would say. */
async function rawSocket() {
  const socket = new WebSocket(stageUrl(stack));
  const faults: { code: string; message: string }[] = [];
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data));
    if (frame.type === 'fault') faults.push(frame.fault);
  });
  const closed = new Promise<{ code: number; reason: string }>((resolve) => socket.addEventListener('close', resolve));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  return { socket, faults, closed };
}

const refused = (promise: Promise<unknown>) =>
  promise.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof Fault ? error.code : String(error)),
  );

t.test('titles that are too long or HTML are refused with a sentence that names the field', async (t) => {
  const webinar = { startsAt: '2030-01-01T10:00:00Z', timeZone: 'Europe/Berlin' };
  const create = (fields: object) => api.call('POST', '/api/webinars', { ...webinar, ...fields });
  const count = async () => (await api.call('GET', '/api/webinars')).body.webinars.length;
  const before = await count();
  const cases = [
    [{ title: 'x'.repeat(10_000) }, 'The title may have at most 200 characters.'],
    [{ title: '<img src=x onerror=alert(1)>' }, 'The title must be plain text on one line, without HTML tags.'],
    [{ title: '   ' }, 'The title is missing.'],
    [{}, 'The title is missing.'],
    [{ title: 'x', colour: 'red' }, 'The field "colour" is not known.'],
    [{ title: 'x', startsAt: '2030-13-01T10:00:00Z' }, 'The start time does not exist. Choose another one.'],
    [{ title: 'x', timeZone: 'Mars/Olympus' }, 'The time zone is not known. Choose one from the list.'],
  ] as const;
  for (const [fields, message] of cases) {
    const times = await loggedDuring('FIELD_INVALID', async () => {
      t.same(await create(fields), { status: 422, body: { code: 'FIELD_INVALID', message } });
    });
    t.equal(times, 1, 'logged once');
  }
  t.equal(await count(), before, 'nothing was created');
  t.match(await create({ title: 'a < b & c > d' }), { status: 200, body: { title: 'a < b & c > d' } });
});

t.test('a body that is too large, or no JSON', async (t) => {
  t.match(await api.call('POST', '/api/join', { token: 'x'.repeat(100_000) }), {
    status: 413,
    body: { code: 'MESSAGE_TOO_LARGE' },
  });
  const response = await fetch(`${stack.url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"token":',
  });
  t.match(await response.json(), { code: 'BAD_REQUEST' });
});

t.test('addresses where nothing is', async (t) => {
  for (const path of ['/api/webinars/..%2f..%2fetc', '/api/recordings/r_aaaaaaaaaaaaaaaaaaaa/nothing', '/api/x']) {
    const times = await loggedDuring('NOT_FOUND', async () => {
      t.match(await api.call('GET', path), { status: 404, body: { code: 'NOT_FOUND' } });
    });
    t.equal(times, 1, 'logged once');
  }
});

t.test('expired and forged tokens', async (t) => {
  const own = await api.join(presenterUrl);
  const [header, claims, signature] = own.session.split('.');
  const host = Buffer.from(
    JSON.stringify({ ...JSON.parse(Buffer.from(claims ?? '', 'base64url').toString()), role: 'host' }),
  ).toString('base64url');
  const sign = (secret: string, expiresInSeconds: number) =>
    signToken(secret, {
      audience: 'session',
      subject: own.participantId,
      expiresInSeconds,
      claims: { webinarId: own.webinar.id, role: 'host', plain: false },
    });
  const cases = [
    ['another role', `${header}.${host}.${signature}`, 'TOKEN_INVALID', 4001],
    ['no signature', `${Buffer.from('{"alg":"none"}').toString('base64url')}.${host}.`, 'TOKEN_INVALID', 4001],
    ['another secret', await sign('x'.repeat(40), 60), 'TOKEN_INVALID', 4001],
    ['for something else', tokenOf(presenterUrl), 'TOKEN_INVALID', 4001],
    ['expired', await sign(stack.secret, -60), 'TOKEN_EXPIRED', 4002],
  ] as const;
  for (const [what, token, code, close] of cases) {
    const times = await loggedDuring(code, async () => {
      const caller = await StageCaller.open(stack);
      t.equal(await refused(caller.hello(token)), code, what);
      t.equal((await caller.peer.closed).code, close);
    });
    t.equal(times, 1, 'logged once');
  }
  t.match(await api.call('POST', '/api/join', { token: 'nonsense' }), { status: 401, body: { code: 'TOKEN_INVALID' } });
});

t.test('unknown messages, unreadable ones, and the wrong order leave the socket usable', async (t) => {
  const { session } = await api.join(presenterUrl);
  const { socket, faults } = await rawSocket();
  const send = (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  const request = (id: number, method: string, data: unknown) => send({ type: 'request', id, method, data });
  const before = stack.control.log.length;
  request(1, 'selfDestruct', {});
  send('{');
  socket.send(new Uint8Array([1, 2, 3]));
  request(2, 'join', { name: 'Early', rtpCapabilities: {} });
  request(3, 'hello', { version: stageProtocolVersion, session, resume: false, extra: 1 });
  request(4, 'hello', { version: stageProtocolVersion, session, resume: false });
  await until(() => faults.length === 5);
  request(5, 'produce', { source: 'camera', rtpParameters: opusParameters(1), paused: false });
  request(6, 'hello', { version: stageProtocolVersion, session, resume: false });
  await until(() => faults.length === 7);
  await settle();
  const codes = [
    'MESSAGE_UNKNOWN',
    'MESSAGE_MALFORMED',
    'MESSAGE_MALFORMED',
    'MESSAGE_OUT_OF_ORDER',
    'MESSAGE_MALFORMED',
    'MESSAGE_OUT_OF_ORDER',
    'MESSAGE_OUT_OF_ORDER',
  ];
  t.same(faults.map((fault) => fault.code).toSorted(), codes.toSorted());
  t.ok(
    faults.every((fault) => fault.message.endsWith('.')),
    'each is a sentence',
  );
  const logged = stack.control.log.slice(before).flatMap((line) => (line.msg === 'refused' ? [line.code] : []));
  t.same(logged.toSorted(), codes.toSorted(), 'each is logged once');
  socket.close();
});

t.test('an older page is told to reload', async (t) => {
  const { session } = await api.join(presenterUrl);
  const caller = await StageCaller.open(stack);
  const answer = caller.peer.request('hello', { version: 0, session, resume: false });
  t.equal(await refused(answer), 'PROTOCOL_VERSION_UNSUPPORTED');
  t.equal((await caller.peer.closed).code, 4026);
});

t.test('an oversized frame ends its socket, and only that', async (t) => {
  const other = await StageCaller.open(stack);
  await other.hello((await api.join(viewerUrl)).session);
  for (const [bytes, told] of [
    [(1 << 20) + 1, ['MESSAGE_TOO_LARGE']],
    [8 << 20, []],
  ] as const) {
    const times = await loggedDuring('MESSAGE_TOO_LARGE', async () => {
      const { socket, faults, closed } = await rawSocket();
      socket.send('x'.repeat(bytes));
      // Of a frame that is still being sent the reset can overtake the close frame: then the browser says 1006.
      t.ok((told.length > 0 ? [1009] : [1009, 1006]).includes((await closed).code));
      t.same(
        faults.map((fault) => fault.code),
        told,
      );
    });
    t.equal(times, 1, 'logged once');
  }
  t.notOk(other.peer.signal.aborted);
  other.close();
});

t.test('a thousand messages a second end their socket; who is beside it is answered at once', async (t) => {
  const beside = await StageCaller.open(stack);
  await beside.join((await api.join(presenterUrl)).session, 'Beside');
  const times = await loggedDuring('RATE_EXCEEDED', async () => {
    const flooder = await StageCaller.open(stack);
    await flooder.hello((await api.join(presenterUrl)).session);
    for (let n = 0; n < 1000; n += 1) void flooder.peer.request('leave', {}).catch(() => undefined);
    t.match(await flooder.peer.closed, { code: 4029, reason: 'RATE_EXCEEDED' });
    t.same(flooder.faults, ['RATE_EXCEEDED']);
    t.match(await beside.produce('microphone', opusParameters(7001)), { producerId: String });
  });
  t.equal(times, 1, 'logged once');
  await beside.peer.request('leave', {});
  beside.close();
});

t.test('rubbish RTP parameters are refused, and the room goes on', async (t) => {
  const [anna, ben] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  await anna.join((await api.join(hostUrl)).session, 'Anna');
  await ben.join((await api.join(presenterUrl)).session, 'Ben');
  await anna.produce('microphone', opusParameters(8001));
  const good = opusParameters(8002);
  const [codec] = good.codecs;
  const rubbish = [
    { ...good, codecs: [{ ...codec, mimeType: 'video/nonsense' }] },
    { ...good, codecs: [{ ...codec, mimeType: 'audio/opus', payloadType: 111, clockRate: 7 }] },
    { ...good, encodings: [{ ssrc: 8001 }, { ssrc: 8001 }] },
    { ...good, codecs: [{ ...codec, mimeType: 'nonsense', payloadType: 0 }], encodings: [] },
    { ...good, headerExtensions: [{ uri: 'urn:nonsense', id: 0 }] },
  ];
  for (const parameters of rubbish) {
    const before = stack.control.log.length;
    const code = await refused(ben.produce('microphone', parameters as typeof good));
    t.ok(['RTP_PARAMETERS_INVALID', 'MESSAGE_MALFORMED'].includes(code), code);
    await settle();
    const lines = stack.control.log.slice(before).filter((line) => line.msg === 'refused' || line.msg === 'fault');
    t.equal(lines.length, 1, 'logged once');
  }
  const camera = refused(ben.produce('camera', good));
  t.equal(await camera, 'RTP_PARAMETERS_INVALID', 'sound as a camera');
  t.match(await ben.produce('microphone', good), { producerId: String }, 'the good ones are taken after all that');
  t.equal(await refused(ben.produce('microphone', opusParameters(8003))), 'SOURCE_IN_USE');
  await until(() => anna.heard.some((one) => one.event === 'consumerOpened'));
  t.same(anna.people, ['Anna', 'Ben']);
  t.notOk(stack.sfu.log.some((line) => line.msg === 'worker died'));
  for (const caller of [anna, ben]) {
    await caller.peer.request('leave', {});
    caller.close();
  }
});

t.test('a frame of padded parameters is refused to its sender; nobody else loses the media server', async (t) => {
  const [anna, eve] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  await anna.join((await api.join(hostUrl)).session, 'Anna');
  await eve.join((await api.join(presenterUrl)).session, 'Eve');
  const padded = { ...opusParameters(8101), later: 'x'.repeat((1 << 20) - 1000) };
  t.equal(await refused(eve.produce('microphone', padded)), 'RTP_PARAMETERS_INVALID');
  t.match(await anna.produce('microphone', opusParameters(8102)), { producerId: String });
  t.same(stack.control.logged('node link closed'), []);
  for (const caller of [anna, eve]) {
    await caller.peer.request('leave', {});
    caller.close();
  }
});

t.test('instants and characters that no database keeps are refused as fields', async (t) => {
  const good = { title: 'Odd', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };
  for (const fields of [
    { ...good, description: 'a\u0000b' },
    { ...good, startsAt: '0000-01-01T00:00:00Z' },
    { ...good, startsAt: '9999-12-31T23:59:59-10:00' },
  ]) {
    t.match(await api.call('POST', '/api/webinars', fields), { status: 422, body: { code: 'FIELD_INVALID' } });
  }
});

t.test('a webinar that is deleted tells who is on its stage, and lets nobody in', async (t) => {
  const fields = { title: 'Gone', startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };
  const { body: webinar } = await api.call('POST', '/api/webinars', fields);
  const { session } = await api.join(webinar.links.host);
  const host = await StageCaller.open(stack);
  await host.join(session, 'Host');
  t.match(await api.call('DELETE', `/api/webinars/${webinar.id}`), { status: 200 });
  await host.peer.closed;
  t.same(host.faults, ['WEBINAR_NOT_FOUND']);
  const again = await StageCaller.open(stack);
  t.equal(await refused(again.hello(session)), 'WEBINAR_NOT_FOUND');
  again.close();
});

t.test("another person's transports and consumers cannot be touched", async (t) => {
  const [anna, eve] = await Promise.all([StageCaller.open(stack), StageCaller.open(stack)]);
  const { joined } = await anna.join((await api.join(hostUrl)).session, 'Anna');
  await eve.join((await api.join(presenterUrl)).session, 'Eve');
  t.equal(await refused(eve.peer.request('restartIce', { transportId: joined.send.id })), 'TRANSPORT_NOT_FOUND');
  t.equal(await refused(eve.peer.request('pauseConsumer', { consumerId: 'nonsense' })), 'CONSUMER_NOT_FOUND');
  t.equal(await refused(eve.peer.request('goLive', {})), 'PERMISSION_DENIED');
  t.equal(await refused(eve.peer.request('joinPlain', { name: 'Eve' })), 'PERMISSION_DENIED');
  const viewer = await StageCaller.open(stack);
  await viewer.hello((await api.join(viewerUrl)).session);
  t.equal(await refused(viewer.peer.request('join', { name: 'V', rtpCapabilities: {} })), 'OFFER_NOT_FOUND');
  for (const caller of [anna, eve, viewer]) caller.close();
});

t.test('a second tab with the same identity: the newer wins, the older is told', async (t) => {
  const { session, participantId } = await api.join(presenterUrl);
  const older = await StageCaller.open(stack);
  await older.join(session, 'Twice');
  const again = await api.join(presenterUrl, session);
  t.equal(again.participantId, participantId, 'the same browser is the same person');
  const newer = await StageCaller.open(stack);
  await newer.join(again.session, 'Twice');
  t.match(await older.peer.closed, { code: 4009, reason: 'SESSION_REPLACED' });
  t.same(older.faults, ['SESSION_REPLACED']);
  await settle();
  t.equal(newer.people.filter((name) => name === 'Twice').length, 1, 'once on the stage');
  t.match(await newer.produce('microphone', opusParameters(9001)), { producerId: String });
  newer.close();
});

t.test('after all of it control is well', async (t) => {
  const response = await fetch(`${stack.url}/healthz`);
  t.match(await response.json(), { ok: true });
  t.notOk(stack.control.log.some((line) => line.level === 'error' || line.level === 'fatal'));
});
