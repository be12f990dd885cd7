import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  defaultBranding,
  defaultProduction,
  mixDelayMs,
  type ProductionChange,
  type WebinarId,
} from '@rostrum/protocol';
import { readTimeline, timelineStretches } from '@rostrum/room';
import { FolderStorage } from '@rostrum/storage';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { run } from '../support/media/command.ts';
import { personIn, refusal, StagePeople, stateOf, type Visitor } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);

const stack = await ControlStack.start();
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;
const people = new StagePeople(stack, api);
t.teardown(async () => {
  people.close();
  await stack.stop();
});

const host = await people.onStage(hostUrl, 'Anna');
const presenter = await people.visit(presenterUrl);
await presenter.caller.peer.request('join', {
  name: 'Ben',
  title: ' Head of Research ',
  rtpCapabilities: presenter.hello.routerRtpCapabilities ?? {},
});
const viewer = await people.visit(viewerUrl);
const webinarId = host.hello.state.webinar.id as WebinarId;
const look = `/api/webinars/${webinarId}/branding`;
const uploads = (use: string) => `/api/webinars/${webinarId}/assets?use=${use}`;

const direct = ({ caller }: Visitor, change: ProductionChange) => caller.peer.request('direct', change);
const productionOf = (visitor: Visitor) => stateOf(visitor).direction?.production;

t.test('a person has a title below their name', async (t) => {
  await until(() => personIn(host, presenter.id));
  t.equal(personIn(host, presenter.id)?.title, 'Head of Research');
  t.equal(personIn(host, host.id)?.title, undefined);
});

t.test('host and co-host direct, nobody else', async (t) => {
  t.equal(await refusal(direct(presenter, { ticker: 'No' })), 'PERMISSION_DENIED');
  t.equal(await refusal(direct(viewer, { ticker: 'No' })), 'PERMISSION_DENIED');
  await host.caller.peer.request('setRole', { participantId: presenter.id, role: 'co-host' });
  await direct(presenter, { ticker: 'Welcome' });
  await until(() => productionOf(host)?.ticker === 'Welcome');
  await host.caller.peer.request('setRole', { participantId: presenter.id, role: 'presenter' });
  await until(() => stateOf(presenter).direction === undefined);
  await direct(host, { ticker: null });
});

t.test('all on the stage know the scene, only who directs the rest, the audience nothing', async (t) => {
  await direct(host, { scene: { kind: 'speaker', people: [presenter.id] }, hidden: [host.id] });
  await until(() => stateOf(presenter).scene?.kind === 'speaker');
  t.equal(stateOf(presenter).direction, undefined);
  t.same(productionOf(host), {
    ...defaultProduction,
    scene: { kind: 'speaker', people: [presenter.id] },
    hidden: [host.id],
  });
  t.same(stateOf(host).direction?.branding, defaultBranding);
  t.equal(stateOf(viewer).scene, undefined);
});

t.test('what does not fit the schema, or the room, is refused and changes nothing', async (t) => {
  const before = productionOf(host);
  const malformed = [
    { scene: { kind: 'mosaic' } },
    { scene: { kind: 'grid', people: [] } },
    { transition: { kind: 'fade', milliseconds: 60_000 } },
    { ticker: 'two\nlines' },
    { ticker: 'x'.repeat(501) },
    { gains: [{ participantId: host.id, decibels: 40 }] },
    { hidden: [host.id, host.id] },
    { colour: 'red' },
  ] as unknown as ProductionChange[];
  for (const change of malformed) t.equal(await refusal(direct(host, change)), 'MESSAGE_MALFORMED');
  t.equal(await refusal(direct(host, { spotlight: viewer.id })), 'PARTICIPANT_NOT_FOUND');
  t.same(productionOf(host), before);
});

async function drawn(colour: string, size: string, codec: 'png' | 'mjpeg'): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  const source = ['-v', 'error', '-f', 'lavfi', '-i', `color=${colour}:s=${size}`, '-frames:v', '1'];
  const args = [...source, '-c:v', codec, '-f', 'image2pipe', '-'];
  await run({ command: 'ffmpeg', args, onOutput: (chunk) => chunks.push(chunk) });
  return Buffer.concat(chunks);
}

t.test('a look is changed by its organizer, field by field', async (t) => {
  t.same((await api.call('GET', look)).body, defaultBranding);
  const changed = await api.call('PATCH', look, { accent: '#ff0000', nameLabels: false });
  t.same(changed.body, { ...defaultBranding, accent: '#ff0000', nameLabels: false });
  t.same((await api.call('PATCH', look, { nameLabels: true })).body, { ...defaultBranding, accent: '#ff0000' });
  await until(() => stateOf(host).direction?.branding.accent === '#ff0000');
  for (const wrong of [{ accent: 'red' }, { logo: '../../etc/passwd' }, { other: 1 }, { nameLabels: 'yes' }]) {
    t.match(await api.call('PATCH', look, wrong), { status: 422, body: { code: 'FIELD_INVALID' } });
  }
  t.match(await api.call('PATCH', look, { logo: 'a'.repeat(64) }), { status: 404, body: { code: 'ASSET_NOT_FOUND' } });
  const stranger = await fetch(`${stack.url}${look}`);
  t.equal(stranger.status, 401);
});

t.test('a picture is taken by its content, and served as what it is', async (t) => {
  const jpeg = await drawn('red', '900x300', 'mjpeg');
  const { status, body } = await api.upload(uploads('logo'), jpeg, 'text/html');
  t.equal(status, 200);
  t.match(body, { use: 'logo', width: 320, id: /^[0-9a-f]{64}$/ });
  const served = await fetch(`${stack.url}/api/webinars/${webinarId}/assets/${body.id}`);
  t.match(Object.fromEntries(served.headers), { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' });
  t.equal(
    Buffer.from(await served.arrayBuffer())
      .subarray(1, 4)
      .toString(),
    'PNG',
  );
  const asBackground = await api.call('PATCH', look, { backgroundImage: body.id });
  t.match(asBackground, { status: 404, body: { code: 'ASSET_NOT_FOUND' } }, 'a logo is no background');
});

t.test('rubbish is refused with a sentence', async (t) => {
  const send = async (bytes: Uint8Array<ArrayBuffer>) => {
    const { status, body } = await api.upload(uploads('logo'), bytes);
    return `${status} ${body.code}`;
  };
  t.equal(await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), '422 PICTURE_INVALID');
  t.equal(await send(randomBytes(1000)), '422 PICTURE_INVALID');
  t.equal(await send(Buffer.alloc(0)), '422 PICTURE_INVALID');
  t.equal(await send(Buffer.alloc(6 << 20)), '413 UPLOAD_TOO_LARGE');
  t.match(await api.upload(uploads('wallpaper'), randomBytes(10)), { status: 422 });
  t.match(await api.upload('/api/webinars/../assets?use=logo', randomBytes(10)), { status: 404 });
  const stranger = await fetch(`${stack.url}${uploads('logo')}`, { method: 'POST', body: randomBytes(10) });
  t.equal(stranger.status, 401);
});

t.test('the mixer is told at once, has the pictures first, and so has the one that takes over', async (t) => {
  const options = { ...stack, redisUrl: stack.redisUrl, onStop: async () => undefined };
  const first = await FakeMixer.open({ ...options, nodeId: 'mixer-a' });
  t.teardown(() => first.close());
  const { id: logo } = (await api.upload(uploads('logo'), await drawn('blue', '64x64', 'png'))).body;
  await host.caller.peer.request('goLive', {});
  await until(() => first.states.length > 0);
  await direct(host, { scene: { kind: 'grid' }, ticker: 'On air' });
  t.match(first.states.at(-1), { production: { scene: { kind: 'grid' }, ticker: 'On air' } }, 'before the answer');
  t.match(first.states.at(-1)?.participants, [
    { name: 'Anna', title: '' },
    { name: 'Ben', title: 'Head of Research' },
  ]);

  await api.call('PATCH', look, { logo });
  await until(() => first.states.at(-1)?.branding.logo === logo);
  const named = first.states.findIndex(({ branding }) => branding.logo === logo);
  t.match(first.assets, [{ id: logo }]);
  t.ok((first.assets[0]?.afterStates ?? Number.POSITIVE_INFINITY) <= named, 'the picture came before the state');

  const second = await FakeMixer.open({ ...options, nodeId: 'mixer-b' });
  t.teardown(() => second.close());
  await first.close();
  await until(() => second.assets.some(({ id }) => id === logo), 20_000);
  t.match(second.states.at(-1), { production: { scene: { kind: 'grid' }, ticker: 'On air' }, branding: { logo } });
});

t.test('what was decided is in the timeline, whatever becomes of control', async (t) => {
  const { programme } = stateOf(host).webinar;
  if (!programme) throw new Error('not live');
  t.equal(await refusal(presenter.caller.peer.request('mark', { label: '' })), 'PERMISSION_DENIED');
  await host.caller.peer.request('mark', { label: 'Questions' });
  await direct(host, { ticker: 'Last words' });
  stack.control.kill('SIGKILL'); // Everything up to here was answered.
  await stack.control.stop();
  stack.control = await stack.startControl();
  const storage = await FolderStorage.open(join(stack.dir, 'media'));
  const read = () => readTimeline(storage, programme.id);
  await until(async () => (await read()).filter(({ event }) => event.type === 'state').length > 1);
  const entries = await read();
  const found = (type: string) => entries.filter(({ event }) => event.type === type);
  t.match(found('state')[0]?.event, { state: { people: [{ name: 'Anna' }, { name: 'Ben', sources: [] }] } });
  t.match(found('marker'), [{ event: { label: 'Questions', by: 'Anna' } }]);
  t.match(
    found('directed').map(({ event }) => event),
    [{ change: { scene: { kind: 'grid' }, ticker: 'On air' } }, { change: { ticker: 'Last words' } }],
  );
  t.equal(found('looks').length, 1);
  t.ok(found('mixer').length >= 2, 'the second mixer too');
  const startedAtMs = Date.parse(programme.startedAt);
  const isOrdered = entries.every(({ atMs }, n) => atMs >= (entries[n - 1]?.atMs ?? startedAtMs - mixDelayMs - 50));
  t.ok(isOrdered && (entries.at(-1)?.atMs ?? 0) <= Date.now());
  t.match(timelineStretches(entries).at(-1)?.state.production, { scene: { kind: 'grid' }, ticker: 'Last words' });
  await direct(await people.back(host.session, host.id), { ticker: 'On air' });
});

t.test('control that starts again knows what was directed', async (t) => {
  await stack.control.stop();
  stack.control = await stack.startControl();
  const back = await people.back(host.session, host.id);
  t.match(back.hello.state.direction, { production: { scene: { kind: 'grid' }, ticker: 'On air' } });
});
