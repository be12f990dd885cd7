import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { NetworkStage } from '../support/net/network-stage.ts';
import type { Person } from '../support/net/person.ts';
import { TestNetwork } from '../support/net/test-network.ts';
import { until } from '../support/until.ts';

t.setTimeout(120_000);

/** What a receiver gets of a sender within a while: lines of the picture, and the part of the sound that was made up. */
async function received({ media }: Person, ms: number) {
  const read = () => Promise.all([media.inbound('video'), media.inbound('audio')]);
  const [videoBefore, audioBefore] = await read();
  await sleep(ms);
  const [video, audio] = await read();
  const made =
    audio.concealedSamples -
    audioBefore.concealedSamples -
    (audio.silentConcealedSamples - audioBefore.silentConcealedSamples);
  return {
    height: video.frameHeight,
    frames: video.framesDecoded - videoBefore.framesDecoded,
    concealed: made / Math.max(1, audio.totalSamplesReceived - audioBefore.totalSamplesReceived),
  };
}

t.test('an uplink that becomes thin costs picture, not sound', { skip: whyNoNetworks() ?? false }, async (t) => {
  const network = TestNetwork.open();
  t.teardown(() => network.close());
  const stage = await NetworkStage.open(network);
  t.teardown(() => stage.close());
  t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
  const watcher = await stage.join({ host: network.addHost('watcher'), name: 'Watcher', sends: false });
  await watcher.page.setViewportSize({ width: 1920, height: 1080 });
  const host = network.addHost('sender');
  await stage.joinSeenBy(watcher, { host, name: 'Sender' });
  const height = async () => (await watcher.media.inbound('video')).frameHeight;
  await until(async () => (await height()) >= 720, 45_000);

  const widen = host.limitUplink('eth0', 600);
  const first = await received(watcher, 5000);
  t.comment('at first', JSON.stringify(first));
  t.ok(first.concealed < 0.25, 'the sound is interrupted, and goes on');
  // Its estimate is begun anew meanwhile, as long as that is not known to be in vain.
  const later = await received(watcher, 15_000);
  t.comment('later', JSON.stringify(later));
  t.ok(later.concealed < 0.05, 'the sound is whole');
  t.ok(later.frames > 30 && later.height < 720, 'the picture moves, at a lower layer');
  widen();
  const widenedAt = performance.now();
  await until(async () => (await height()) >= 720, 45_000);
  t.comment(`all of it ${Math.round(performance.now() - widenedAt)} ms after its end`);
});
