import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import type { View } from '@rostrum/protocol';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { ControlStack } from '../support/control-stack.ts';
import { opusParameters, vp8Parameters } from '../support/stage-caller.ts';
import { hear, heardOf, refusal, StagePeople, stateOf, type Visitor } from '../support/stage-people.ts';
import { until } from '../support/until.ts';

const stack = await ControlStack.start();
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, presenterUrl, viewerUrl } = bootstrap.webinar;
const people = new StagePeople(stack, api);
const redis = await RedisConnection.open(stack.redisUrl, () => undefined);
const [node] = await new NodeRegistry(redis).list('sfu');
t.teardown(async () => {
  people.close();
  redis.close();
  await stack.stop();
});

/** What the media node itself says that it does. */
async function atSfu(): Promise<{ consumers: number; paused: number; reduced: number }> {
  const url = (node?.linkUrl ?? '').replace('ws', 'http').replace(/link$/, 'metrics');
  const text = await (await fetch(url)).text();
  const value = (name: string) => Number(new RegExp(`^rostrum_sfu_${name} (\\d+)`, 'm').exec(text)?.[1]);
  return {
    consumers: value('consumers'),
    paused: value('consumers_paused'),
    reduced: value('consumers_reduced'),
  };
}

const reaches = (wanted: Partial<Awaited<ReturnType<typeof atSfu>>>) =>
  until(async () => {
    const now = { ...(await atSfu()) };
    return Object.entries(wanted).every(([name, count]) => now[name as keyof typeof now] === count);
  });

const show = ({ caller }: Visitor, view: Partial<View>) =>
  caller.peer.request('setView', { isHidden: false, tiles: [], ...view });
const camera = ({ id }: Visitor, heightPx: number, isPinned = false) =>
  ({ participantId: id, source: 'camera', heightPx, isPinned }) as const;
const wanted = (visitor: Visitor) => heardOf(visitor, 'layersWanted').at(-1)?.maxSpatialLayer;

const anna = await people.onStage(hostUrl, 'Anna');
const ben = await people.onStage(presenterUrl, 'Ben');

t.test('what a page shows decides what flows, and what a camera sends', async (t) => {
  await anna.caller.produce('microphone', opusParameters(10));
  await anna.caller.produce('camera', vp8Parameters(20, '1', 3));
  for (let count = 0; count < 2; count += 1) await until(() => heardOf(ben, 'consumerOpened').length === 2);
  for (const { consumerId } of heardOf(ben, 'consumerOpened')) {
    await ben.caller.peer.request('resumeConsumer', { consumerId });
  }
  await reaches({ consumers: 2, paused: 0, reduced: 0 });

  await show(ben, { tiles: [camera(anna, 160)] });
  await reaches({ paused: 0, reduced: 1 });
  await until(() => wanted(anna) === 0);
  await show(ben, { tiles: [camera(anna, 340)] });
  await until(() => wanted(anna) === 1);
  await show(ben, { tiles: [camera(anna, 160, true)] });
  await until(() => wanted(anna) === 2);
  await reaches({ reduced: 0 });

  await show(ben, { isHidden: true, tiles: [camera(anna, 160)] });
  await reaches({ consumers: 2, paused: 1 });
  t.pass('the picture stops, the sound goes on');
  await until(() => wanted(anna) === 0);
  const { consumerId = '' } = heardOf(ben, 'consumerOpened').find((one) => one.source === 'camera') ?? {};
  await ben.caller.peer.request('resumeConsumer', { consumerId });
  await reaches({ paused: 1 });
  await show(ben, { tiles: [camera(anna, 160)] });
  await reaches({ paused: 0, reduced: 1 });
  await show(ben, { tiles: [camera(anna, 0)] });
  await reaches({ paused: 1 });
});

t.test('a viewer has no view of the stage', async (t) => {
  const viewer = await people.visit(viewerUrl);
  t.equal(await refusal(show(viewer, {})), 'PERMISSION_DENIED');
});

t.test('sixteen on the stage at once: each receives all others, and the seventeenth is refused', async (t) => {
  const others = await Promise.all(
    Array.from({ length: 14 }, (_, index) => people.onStage(presenterUrl, `Guest ${index}`)),
  );
  const all = [anna, ben, ...others];
  await until(() => all.every((one) => stateOf(one).participants.length === 16));
  await Promise.all(
    others.map(async ({ caller }, index) => {
      await caller.produce('microphone', opusParameters(1000 + 10 * index));
      await caller.produce('camera', vp8Parameters(1001 + 10 * index, '1', 3));
    }),
  );
  // Fourteen and Anna send two each to fifteen others.
  await reaches({ consumers: 15 * 2 * 15 });
  await until(() => heardOf(ben, 'consumerOpened').length === 2 + 14 * 2);
  for (const { consumerId, source } of heardOf(ben, 'consumerOpened')) {
    if (source === 'camera') await ben.caller.peer.request('resumeConsumer', { consumerId });
  }
  // Nobody but Ben has said what they show: a grid of fifteen gets the lowest layer.
  await until(() => others.every((one) => wanted(one) === 0));
  const [guest] = others;
  if (guest) {
    await show(ben, { tiles: [camera(guest, 700, true)] });
    await hear(guest, 'layersWanted', (one) => one.maxSpatialLayer === 2);
  }
  t.equal(await refusal(people.onStage(presenterUrl, 'Late')), 'STAGE_FULL');
});
