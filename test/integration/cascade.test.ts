import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import type { ProgrammeParticipant } from '@rostrum/protocol';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { FakeMixer } from '../support/fake-mixer.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

// Two regions with a media node each; in each a presenter who sends, and somebody who receives.

const stack = await ControlStack.start();
const west = await stack.startSfu('sfu-west', { region: 'west' });
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, syntheticUrl } = bootstrap.webinar;
const redis = await RedisConnection.open(stack.redisUrl, () => undefined);

/** What arrives at the mixer, by SSRC. */
const arrived = new Map<number, number>();
const socket = createSocket('udp4').bind(0, '127.0.0.1');
await once(socket, 'listening');
socket.on('message', (packet) => {
  const ssrc = packet.readUInt32BE(8);
  arrived.set(ssrc, (arrived.get(ssrc) ?? 0) + 1);
});
const mixer = await FakeMixer.open({
  ...stack,
  redisUrl: stack.redisUrl,
  rtpPort: socket.address().port,
  onStop: async () => undefined,
});

const presenters = [
  SyntheticPresenter.start({ link: syntheticUrl, name: 'East', look: 0, width: 320, height: 180 }),
  SyntheticPresenter.start({ link: syntheticUrl, name: 'West', look: 1, width: 320, height: 180, region: 'west' }),
];
const callers: StageCaller[] = [];
t.teardown(async () => {
  for (const caller of callers) caller.close();
  await Promise.all(presenters.map((one) => one.close()));
  await mixer.close();
  socket.close();
  redis.close();
  await west.stop();
  await stack.stop();
});

/** What a media node says of itself. */
async function metric(nodeId: string, name: string): Promise<number> {
  const node = (await new NodeRegistry(redis).list('sfu')).find(({ id }) => id === nodeId);
  const text = await (await fetch((node?.linkUrl ?? '').replace('ws', 'http').replace(/link$/, 'metrics'))).text();
  return Number(new RegExp(`^rostrum_sfu_${name} (\\d+)`, 'm').exec(text)?.[1]);
}

async function grows(read: () => number | Promise<number>): Promise<boolean> {
  const before = await read();
  await until(async () => (await read()) > before + 10);
  return true;
}

/** Of the newest word of control to the mixer. */
const inProgramme = (name: string): ProgrammeParticipant | undefined =>
  mixer.states.at(-1)?.participants.find((one) => one.name === name);
const seen = (name: string) => arrived.get(inProgramme(name)?.camera?.ssrc ?? 0) ?? 0;
const heard = (name: string) => arrived.get(inProgramme(name)?.microphone?.ssrc ?? 0) ?? 0;

async function enter(link: string, { name, region }: { name: string; region?: string }) {
  const caller = await StageCaller.open(stack);
  callers.push(caller);
  const { session } = await api.join(link, undefined, region);
  const { joined } = await caller.join(session, name);
  return { caller, joined };
}

t.test('people meet over two media nodes, and the mixer sees them all at one', async (t) => {
  await Promise.all(presenters.map((one) => one.onStage));
  const near = await enter(hostUrl, { name: 'Near' });
  const far = await enter(presenterUrl, { name: 'Far', region: 'west' });
  await until(() =>
    [near, far].every(
      ({ joined, caller }) =>
        joined.consumers.length + caller.heard.filter((one) => one.event === 'consumerOpened').length >= 4,
    ),
  );
  t.equal(stack.control.logged('pipe opened').length, 1, 'one pipe for all of it');
  await near.caller.peer.request('goLive', {});
  for (const name of ['East', 'West']) {
    await until(() => inProgramme(name)?.camera !== undefined);
    t.ok(await grows(() => seen(name)), `the mixer sees ${name}`);
    t.ok(await grows(() => heard(name)), `and hears them`);
  }
  t.ok(await grows(() => metric('sfu-west', 'pipe_received_bytes')), 'the east arrives in the west');
  t.ok(await grows(() => metric('sfu-1', 'pipe_received_bytes')), 'and the west in the east');
});

t.test('a media node dies: its people go on at the other, and only they', async (t) => {
  const [near, far] = callers;
  const before = inProgramme('West')?.camera?.ssrc;
  west.kill('SIGKILL');
  await until(() => far?.heard.some(({ event }) => event === 'mediaMoved'));
  t.notOk(near?.heard.some(({ event }) => event === 'mediaMoved' || event === 'mediaLost'));
  await until(() => inProgramme('West')?.camera !== undefined && inProgramme('West')?.camera?.ssrc !== before);
  t.ok(await grows(() => seen('West')), 'the mixer sees them again');
  t.ok(await grows(() => seen('East')), 'and the others all the time');
  await until(async () => (await metric('sfu-1', 'pipes')) === 0);
  t.pass('the pipe that led there is closed');
});

t.test('the node comes back late, and is used again; what nobody needs any more is closed', async (t) => {
  const again = await stack.startSfu('sfu-west', { region: 'west' });
  t.teardown(() => again.stop());
  const { caller, joined } = await enter(presenterUrl, { name: 'Late', region: 'west' });
  t.equal(joined.consumers.length, 4, 'all that is sent, over a new pipe');
  t.equal(await metric('sfu-1', 'pipes'), 1);
  await caller.peer.request('leave', {});
  await until(async () => (await metric('sfu-1', 'pipes')) === 0);
  t.equal(await metric('sfu-west', 'producers'), 0);
});
