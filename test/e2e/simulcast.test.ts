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

    const layers = await until(async () => {
      const sent = await new PageMedia(sender).sentLayers();
      return sent.length === 3 && sent.every(({ framesSent }) => framesSent > 0) && sent;
    }, 30_000);
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
