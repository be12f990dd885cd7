import t from 'tap';
import { TestBrowser } from '../support/browser.ts';
import { keepConnections, PageMedia } from '../support/net/page-media.ts';
import { pages } from '../support/pages.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

// A real browser sends a camera in three layers, with each codec that the SFU may ask for, and another one shows it.

t.setTimeout(180_000);

for (const [codec, mimeType] of [
  ['vp8', 'video/VP8'],
  ['h264', 'video/H264'],
] as const) {
  await t.test(codec, async (t) => {
    const stack = await Stack.start({
      without: ['recorder', 'mixer-1', 'origin'],
      settings: { ROSTRUM_VIDEO_CODEC: codec },
    });
    t.teardown(() => stack.close());
    const browser = await TestBrowser.open();
    t.teardown(() => browser.close());
    const { webinar } = await stack.links();
    const sender = await browser.visit(webinar.presenterUrl, { prepare: keepConnections });
    const receiver = await browser.visit(webinar.hostUrl, { prepare: keepConnections });
    await pages.join(sender, 'Sender');
    await pages.join(receiver, 'Receiver');
    await pages.untilSeen(receiver, 'Sender');

    // Each is quiet as soon as nobody wants it, so that the three need not be seen in one moment.
    const seen = new Map<string, { mimeType: string; height: number }>();
    const senderMedia = new PageMedia(sender);
    await until(async () => {
      for (const { rid, mimeType, height } of await senderMedia.simulcastLayers()) {
        if (height) seen.set(rid, { mimeType, height: Math.max(height, seen.get(rid)?.height ?? 0) });
      }
      return seen.size === 3;
    }, 30_000);
    const layers = [...seen.values()].sort((a, b) => a.height - b.height);
    const [low, middle, high] = layers.map(({ height }) => height);
    t.same(
      layers.map((layer) => layer.mimeType),
      [mimeType, mimeType, mimeType],
    );
    t.ok(high && middle === high / 2 && low === high / 4, `lines ${low}, ${middle}, ${high}: whole, half, a quarter`);

    const media = new PageMedia(receiver);
    const before = await media.inbound('video');
    t.ok(
      await until(async () => {
        const { framesDecoded, frameHeight } = await media.inbound('video');
        return framesDecoded > before.framesDecoded + 20 && frameHeight > 0;
      }, 30_000),
      'the other one goes on seeing them',
    );
    t.same(browser.complaints, []);
  });
}
