import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { newId, type RtpParameters } from '@rostrum/protocol';
import t, { type Test } from 'tap';
import { sfuHandlers } from './sfu-handlers.ts';
import { SfuNode } from './sfu-node.ts';

const workerBin = process.env.MEDIASOUP_WORKER_BIN;
const nothing = () => undefined;

async function bound(test: Test): Promise<Socket> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  test.teardown(() => socket.close());
  return socket;
}

/** A node with a room, as control sees it. */
async function openNode(test: Test) {
  const probe = createSocket('udp4').bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  const heard = { speaker: [] as (string | null)[] };
  const node = await SfuNode.open({
    workers: 1,
    workerBin,
    rtc: { bindAddress: '127.0.0.1', port },
    events: {
      roomFailed: nothing,
      workerDied: nothing,
      workerStarted: nothing,
      speaker: (_room, id) => heard.speaker.push(id),
      transportState: nothing,
      bandwidth: nothing,
      consumerLayers: nothing,
      consumerScore: nothing,
    },
  });
  test.teardown(() => node.close());
  return { node, heard, call: sfuHandlers(node) };
}

type Node = Awaited<ReturnType<typeof openNode>>;

/** Of 20 ms. */
const ticks = 1800;
const ssrcs = [11, 22, 33];
const camera: RtpParameters = {
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 101,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    },
  ],
  encodings: ssrcs.map((ssrc) => ({ ssrc })),
  rtcp: { cname: 'camera', reducedSize: true },
};

/** A key frame of one packet for each layer: RFC 7741 §4.2, with nothing in it that anybody decodes. */
function frames(sequence: number): Buffer[] {
  return ssrcs.map((ssrc, layer) => {
    const packet = Buffer.alloc(12 + 40 * (layer + 1));
    packet[0] = 0x80;
    packet[1] = 0x80 | 101;
    packet.writeUInt16BE(sequence & 0xffff, 2);
    packet.writeUInt32BE(sequence * ticks, 4);
    packet.writeUInt32BE(ssrc, 8);
    packet[12] = 0x10; // Begins a partition; no extension.
    packet[13] = 0x10; // A key frame that is shown.
    return packet;
  });
}

/** By its length; a header extension makes it a little longer. */
const layerOf = (packet: Buffer | undefined): number => Math.floor(((packet?.length ?? 0) - 12) / 40) - 1;

/** A sender report for each layer, without which nobody switches between them: RFC 3550 §6.4.1. */
function reports(sequence: number): Buffer[] {
  return ssrcs.map((ssrc) => {
    const packet = Buffer.alloc(28);
    packet[0] = 0x80;
    packet[1] = 200;
    packet.writeUInt16BE(6, 2);
    packet.writeUInt32BE(ssrc, 4);
    packet.writeUInt32BE(Math.floor(Date.now() / 1000), 8);
    packet.writeUInt32BE(Math.floor((Date.now() % 1000) * 4_294_967), 12);
    packet.writeUInt32BE(sequence * ticks, 16);
    return packet;
  });
}

/** The layers whose key frame a datagram asks for: RTCP PLI, RFC 4585 §6.3.1. */
function keyFrameRequests(packet: Buffer): number[] {
  const asked: number[] = [];
  for (let at = 0; at + 4 <= packet.length; at += 4 * (packet.readUInt16BE(at + 2) + 1)) {
    const type = packet[at + 1] ?? 0;
    if (type < 192 || type > 223) return asked; // RTP.
    if (type === 206 && ((packet[at] ?? 0) & 31) === 1) asked.push(packet.readUInt32BE(at + 8));
  }
  return asked;
}

async function pipe(roomId: ReturnType<typeof newId<'webinar'>>, [a, b]: readonly [Node, Node]) {
  const ref = { roomId, epoch: 1 };
  const [here, there] = await Promise.all([a.call['pipe.open'](ref), b.call['pipe.open'](ref)]);
  await Promise.all([
    a.call['pipe.connect']({ transportId: here.id, remote: there.local, srtp: there.srtp }),
    b.call['pipe.connect']({ transportId: there.id, remote: here.local, srtp: here.srtp }),
  ]);
  const pass = async (producerId: string) => {
    const sent = await a.call['pipe.send']({ transportId: here.id, producerId });
    const { kind, rtpParameters, producerPaused: paused } = sent;
    await b.call['pipe.receive']({ transportId: there.id, producerId, kind, rtpParameters, paused });
    return sent;
  };
  return { here, there, pass };
}

/** Three nodes in a row, a camera at the first, and sockets that count what arrives at the last. */
async function openRow(test: Test) {
  const row = await Promise.all([openNode(test), openNode(test), openNode(test)]);
  const [first, middle, last] = row;
  const roomId = newId('webinar');
  for (const { call } of row) await call['room.open']({ roomId, epoch: 1 });
  const source = await bound(test);
  const asked: number[] = [];
  source.on('message', (packet) => asked.push(...keyFrameRequests(packet)));
  const uplink = await first.call['transport.openPlain']({ roomId, epoch: 1 });
  const opened = { transportId: uplink.id, kind: 'video', rtpParameters: camera, paused: false } as const;
  const { producerId } = await first.call['producer.open'](opened);
  let sequence = 0;
  const timer = setInterval(() => {
    sequence += 1;
    const packets = [...frames(sequence), ...(sequence % 25 === 1 ? reports(sequence) : [])];
    for (const packet of packets) source.send(packet, uplink.local.port, uplink.local.ip);
  }, 20);
  test.teardown(() => clearInterval(timer));
  const pipes = { near: await pipe(roomId, [first, middle]), far: await pipe(roomId, [middle, last]) };
  const receive = async ({ call }: Node) => {
    const sink = await bound(test);
    const got: Buffer[] = [];
    sink.on('message', (packet) => packet.readUInt8(1) % 128 === 101 && got.push(packet));
    const remote = { ip: '127.0.0.1', port: sink.address().port };
    const { id } = await call['transport.openPlain']({ roomId, epoch: 1, remote });
    const consumer = await call['consumer.open']({ transportId: id, producerId, paused: false });
    return { ...consumer, got };
  };
  return { row, pipes, producerId, receive, asked };
}

/** Bounded: 5 s. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 250 && !isSo(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  if (!isSo()) throw new Error('it did not come to that');
}

t.test('a camera reaches a receiver over two pipes, with all its layers, and a layer is chosen there', async (test) => {
  const { row, pipes, producerId, receive } = await openRow(test);
  await pipes.near.pass(producerId);
  const { rtpParameters } = await pipes.far.pass(producerId);
  test.equal(rtpParameters.encodings?.length, 3);
  const there = await receive(row[2]);
  test.equal(row[2].node.consumer(there.consumerId).type, 'simulcast');
  await until(() => layerOf(there.got.at(-1)) === 2);
  await row[2].call['consumer.setPreferredLayers']({ consumerId: there.consumerId, layers: { spatialLayer: 0 } });
  await until(() => layerOf(there.got.at(-1)) === 0);
  test.pass('the lowest layer, after it was asked for');
});

t.test('many who ask for a key frame at once ask the camera once for each layer', async (test) => {
  const { row, pipes, producerId, receive, asked } = await openRow(test);
  await pipes.near.pass(producerId);
  await pipes.far.pass(producerId);
  const receivers = await Promise.all(Array.from({ length: 6 }, () => receive(row[2])));
  await until(() => receivers.every(({ got }) => got.length > 5));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  asked.length = 0;
  await Promise.all(receivers.map(({ consumerId }) => row[2].call['consumer.requestKeyFrame']({ consumerId })));
  await until(() => asked.length > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  test.same(asked.toSorted(), [...new Set(asked)].toSorted(), 'no layer more than once');
});

t.test('a pause at the source is a pause at the receiver, and a closed pipe takes its streams along', async (test) => {
  const { row, pipes, producerId, receive } = await openRow(test);
  await pipes.near.pass(producerId);
  const there = await receive(row[1]);
  await until(() => there.got.length > 5);
  await row[0].call['producer.pause']({ producerId });
  await new Promise((resolve) => setTimeout(resolve, 200));
  const before = there.got.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  test.equal(there.got.length, before);
  await row[0].call['producer.resume']({ producerId });
  await until(() => there.got.length > before);
  const closed = once(row[1].node.consumer(there.consumerId).observer, 'close');
  row[1].call['transport.close']({ transportId: pipes.near.there.id });
  await closed;
  test.throws(() => row[1].node.consumer(there.consumerId), { code: 'CONSUMER_NOT_FOUND' });
  test.ok(row[0].node.producer(producerId), 'at its own node it is as it was');
});

t.test('what is no pipe, or no producer, is refused with a code', async (test) => {
  const { row, pipes, producerId } = await openRow(test);
  const [first] = row;
  const plain = await first.call['transport.openPlain']({ roomId: [...first.node.rooms.keys()][0] as never, epoch: 1 });
  await test.rejects(first.call['pipe.send']({ transportId: plain.id, producerId }), { code: 'TRANSPORT_NOT_FOUND' });
  await test.rejects(pipes.near.pass('nobody'), { code: 'PRODUCER_NOT_FOUND' });
  await test.rejects(
    first.call['pipe.connect']({ ...pipes.near.there, transportId: pipes.near.here.id, remote: { ip: 'x', port: 1 } }),
    { code: 'BAD_REQUEST' },
  );
});
