import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'tap';
import { MediaSocket } from './media-socket.ts';

test('VP8 pictures are numbered without a gap, whatever time lies between them', async (t) => {
  const sfu = createSocket('udp4');
  sfu.bind(0, '127.0.0.1');
  await once(sfu, 'listening');
  t.teardown(() => sfu.close());
  const packets: Buffer[] = [];
  const came = Promise.withResolvers<void>();
  sfu.on('message', (packet) => {
    if ((packet[1] ?? 0) >> 7 === 1) packets.push(packet);
    if (packets.length === 3) came.resolve();
  });
  const remote = { ip: '127.0.0.1', port: sfu.address().port };
  const socket = await MediaSocket.open({ remote, cname: 'ben', codec: 'vp8', onKeyFrameRequest: () => undefined });
  t.teardown(() => socket.close());
  // The machine was busy: a browser waits for a picture whose number is left out, until the next key frame.
  for (const wallMs of [0, 33, 500]) socket.sendVideo(Uint8Array.of(1, 2, 3), { wallMs });
  await came.promise;
  t.same(
    packets.map((packet) => packet.readUInt16BE(14) & 0x7fff),
    [0, 1, 2],
  );
});
