import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import type { Inbound } from '../support/net/page-media.ts';
import type { Person } from '../support/net/person.ts';
import { UdpRelay } from '../support/net/relay.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { until } from '../support/until.ts';

t.setTimeout(170_000);

const seed = 20_26;
const phaseMs = 7000;
/** A thin link costs the upper layers; they come back when it is wide again. */
const adaptsWithinMs = 10_000;
const recoversWithinMs = 40_000;

interface Received {
  readonly height: number;
  readonly framesPerSecond: number;
  readonly kbps: number;
  /** Of the sound, the part that the decoder made up; comfort noise does not count. */
  readonly concealed: number;
  /** Packets of sound that were asked for again. */
  readonly askedAgain: number;
}

/** What somebody receives within a while. */
async function receivedBy(person: Person, ms: number): Promise<Received> {
  const read = () => Promise.all([person.media.inbound('video'), person.media.inbound('audio')]);
  const before = await read();
  await sleep(ms);
  return compare(before, await read(), ms);
}

function compare(before: [Inbound, Inbound], after: [Inbound, Inbound], ms: number): Received {
  const [video, audio] = after;
  const grown = (
    index: 0 | 1,
    name:
      | 'nackCount'
      | 'framesDecoded'
      | 'bytesReceived'
      | 'concealedSamples'
      | 'silentConcealedSamples'
      | 'totalSamplesReceived',
  ) => after[index][name] - before[index][name];
  const made = grown(1, 'concealedSamples') - grown(1, 'silentConcealedSamples');
  return {
    height: video.frameHeight,
    framesPerSecond: Math.round(grown(0, 'framesDecoded') / (ms / 1000)),
    kbps: Math.round(((grown(0, 'bytesReceived') + audio.bytesReceived - before[1].bytesReceived) * 8) / ms),
    askedAgain: grown(1, 'nackCount'),
    concealed: Math.round((made / Math.max(1, grown(1, 'totalSamplesReceived'))) * 1000) / 1000,
  };
}

t.test('one receiver’s bad network is their own', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const stage = await NetworkStage.open(network);
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const badHost = network.addHost('bad');
  const sfu = { address: network.address, port: stage.stack.rtcPorts[0] ?? 0 };
  const relay = await UdpRelay.open({ address: network.address, target: sfu, seed });
  t.teardown(() => relay.close());
  t.comment(`seed ${seed}`);
  badHost.divert('udp', sfu, relay.endpoint);

  const good = await stage.join({ host: network.addHost('good'), name: 'Good', sends: false });
  const bad = await stage.join({ host: badHost, name: 'Bad', sends: false });
  const sender = await stage.joinSeenBy(good, { host: network.addHost('sender'), name: 'Sender' });
  const heightOf = async (person: Person) => (await person.media.inbound('video')).frameHeight;
  // Large enough that the tiles of three people are worth more than the lowest layer.
  for (const { page } of [good, bad]) await page.setViewportSize({ width: 1920, height: 1080 });
  const heights = () => Promise.all([heightOf(good), heightOf(bad)]);
  await until(async () => (await heights()).every((height) => height >= 720), 45_000);
  t.ok(relay.counts.paths > 0, 'the bad way is taken');
  const usual = await receivedBy(good, 3000);
  t.comment('usual', JSON.stringify(usual));

  /** Both receivers, while the bad one has it bad. The other's picture is held against what is sent at that time. */
  const both = async (t: Test) => {
    const topBefore = await sender.media.sentTop();
    const [ofBad, ofGood] = await Promise.all([receivedBy(bad, phaseMs), receivedBy(good, phaseMs)]);
    const top = await sender.media.sentTop();
    const sentKbps = ((top.bytes - topBefore.bytes) * 8) / phaseMs;
    t.comment('  bad ', JSON.stringify(ofBad));
    t.comment('  good', JSON.stringify(ofGood), `of ${top.height} lines, ${Math.round(sentKbps)} kbit/s`);
    t.ok(ofGood.height >= Math.min(top.height, topBefore.height), 'the other receiver keeps the highest layer');
    if (top.height === topBefore.height) t.ok(ofGood.kbps > sentKbps / 2, 'and the rate');
    t.ok(ofGood.concealed < 0.05, 'and the sound');
    return ofBad;
  };
  const isBack = async () => (await heightOf(bad)) >= (await heightOf(good));
  const carries = () => stage.stack.process('control').logged('path carries').at(-1)?.pictures ?? 'all';

  for (const loss of [0.05, 0.1, 0.2]) {
    await t.test(`${loss * 100} % of the packets are lost`, async (t) => {
      relay.impair({ loss });
      const received = await both(t);
      t.ok(received.framesPerSecond > 2, 'the picture moves');
      t.ok(received.concealed < 2 * loss, 'not much more sound is made up than was lost');
    });
  }

  await t.test('a delay that changes by up to 300 ms', async (t) => {
    relay.impair({ delayMs: 20, jitterMs: 300 });
    const received = await both(t);
    t.ok(received.framesPerSecond > 2, 'the picture moves');
    t.ok(received.concealed < 0.15, 'the sound can be followed');
    relay.impair({});
  });

  await t.test('a downlink of 150 kbit/s, and its end', async (t) => {
    await until(isBack, recoversWithinMs);
    await until(() => carries() === 'all', recoversWithinMs);
    const widen = badHost.limitDownlink(150);
    const startedAt = performance.now();
    const [first] = await Promise.all([
      receivedBy(bad, adaptsWithinMs),
      until(() => carries() === 'one', adaptsWithinMs).then(() =>
        t.comment(`one picture, at its lowest layer, after ${Math.round(performance.now() - startedAt)} ms`),
      ),
    ]);
    t.comment('  while it adapts', JSON.stringify(first));
    t.ok(first.concealed < 0.35, 'the sound is interrupted, and goes on');
    const received = await both(t);
    // Sound comes first: what is left may be too little for any picture.
    t.ok(received.concealed < 0.1, 'the sound is whole again');
    widen();
    const widenedAt = performance.now();
    await until(() => carries() === 'all', recoversWithinMs);
    t.comment(`all pictures ${Math.round(performance.now() - widenedAt)} ms after its end`);
    await until(isBack, recoversWithinMs);
    t.comment(`the other receiver’s layer ${Math.round(performance.now() - widenedAt)} ms after its end`);
  });
});
