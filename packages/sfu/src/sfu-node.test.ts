import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { newId, type RtpParameters } from '@rostrum/protocol';
import t, { type Test } from 'tap';
import { sfuHandlers } from './sfu-handlers.ts';
import { SfuNode, type SfuNodeOptions } from './sfu-node.ts';

// The worker is a program of its own; the test's command says where it is.
const workerBin = process.env.MEDIASOUP_WORKER_BIN;

const opus = (ssrc: number): RtpParameters => ({
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc }],
});

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

async function openNode(test: Test, events: Partial<SfuNodeOptions['events']> = {}): Promise<SfuNode> {
  const nothing = () => undefined;
  const node = await SfuNode.open({
    workers: 1,
    workerBin,
    rtc: { bindAddress: '127.0.0.1', port: await freePort() },
    events: {
      roomFailed: nothing,
      workerDied: nothing,
      workerStarted: nothing,
      speaker: nothing,
      transportState: nothing,
      bandwidth: nothing,
      consumerLayers: nothing,
      consumerScore: nothing,
      ...events,
    },
  });
  test.teardown(() => node.close());
  return node;
}

t.test('a room is opened once for an epoch, anew for a higher one, and not for an older', async (test) => {
  const node = await openNode(test);
  const roomId = newId('webinar');
  const [first, again] = await Promise.all([node.openRoom({ roomId, epoch: 1 }), node.openRoom({ roomId, epoch: 1 })]);
  test.equal(again, first);
  const second = await node.openRoom({ roomId, epoch: 2 });
  test.not(second, first);
  await test.rejects(node.openRoom({ roomId, epoch: 1 }), { code: 'EPOCH_STALE' });
  test.throws(() => node.room({ roomId, epoch: 1 }), { code: 'EPOCH_STALE' });
  node.closeRoom({ roomId, epoch: 1 });
  test.equal(node.rooms.size, 1, 'an old owner cannot close it');
  node.closeRoom({ roomId, epoch: 2 });
  test.throws(() => node.room({ roomId, epoch: 2 }), { code: 'ROOM_CLOSED' });
});

t.test('who claims a room hears whether its media is still there', async (test) => {
  const node = await openNode(test);
  const handlers = sfuHandlers(node);
  const ref = { roomId: newId('webinar'), epoch: 3 };
  test.match(await handlers['room.open'](ref), { isNew: true });
  test.match(await handlers['room.open'](ref), { isNew: false });
  test.match(await handlers['room.open']({ ...ref, epoch: 4 }), { isNew: true });
  handlers['room.close']({ ...ref, epoch: 4 });
  test.match(await handlers['room.open']({ ...ref, epoch: 4 }), { isNew: true });
});

t.test('a plain transport that cannot be pointed at its address is not kept', async (test) => {
  const node = await openNode(test);
  const room = await node.openRoom({ roomId: newId('webinar'), epoch: 1 });
  await test.rejects(room.openPlainTransport({ ip: 'nowhere', port: 9 }), { code: 'BAD_REQUEST' });
  test.equal(room.transports.size, 0);
});

t.test('rubbish is refused with a code, and the room goes on', async (test) => {
  const node = await openNode(test);
  const room = await node.openRoom({ roomId: newId('webinar'), epoch: 1 });
  const transport = await room.openPlainTransport(undefined);
  const produce = (rtpParameters: object) =>
    room.openProducer(transport.id, { kind: 'audio', rtpParameters, paused: false });
  await test.rejects(produce({}), { code: 'RTP_PARAMETERS_INVALID' });
  await test.rejects(produce({ codecs: [{ mimeType: 'audio/flac', payloadType: 1, clockRate: 1 }] }), {
    code: 'RTP_PARAMETERS_INVALID',
  });
  await test.rejects(room.openProducer('nowhere', { kind: 'audio', rtpParameters: opus(1), paused: false }), {
    code: 'TRANSPORT_NOT_FOUND',
  });
  await test.rejects(room.openConsumer(transport.id, { producerId: 'nobody', paused: false }), {
    code: 'PRODUCER_NOT_FOUND',
  });
  const producer = await produce(opus(1));
  test.equal(node.producer(producer.id), producer);
  await test.rejects(produce(opus(1)), { code: 'RTP_PARAMETERS_INVALID' }, 'the same SSRC twice');
});

t.test('a producer that closes takes its consumers along', async (test) => {
  const node = await openNode(test);
  const room = await node.openRoom({ roomId: newId('webinar'), epoch: 1 });
  const source = await room.openPlainTransport(undefined);
  const sink = await room.openPlainTransport({ ip: '127.0.0.1', port: 9 });
  const producer = await room.openProducer(source.id, { kind: 'audio', rtpParameters: opus(5), paused: false });
  const consumer = await room.openConsumer(sink.id, { producerId: producer.id, paused: false });
  const gone = once(consumer.observer, 'close');
  producer.close();
  await gone;
  test.throws(() => node.consumer(consumer.id), { code: 'CONSUMER_NOT_FOUND' });
});

t.test('a worker that is killed is told with its rooms, and replaced', async (test) => {
  const failed = Promise.withResolvers<string>();
  const pids: number[] = [];
  const started = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const node = await openNode(test, {
    roomFailed: ({ roomId }) => failed.resolve(roomId),
    workerStarted: (pid) => {
      pids.push(pid);
      started[pids.length - 1]?.resolve();
    },
  });
  const room = await node.openRoom({ roomId: newId('webinar'), epoch: 1 });
  process.kill(pids[0] ?? 0, 'SIGKILL');
  test.equal(await failed.promise, room.ref.roomId);
  test.equal(node.rooms.size, 0);
  await started[1]?.promise;
  const next = await node.openRoom({ ...room.ref, epoch: 2 });
  test.ok((await next.openPlainTransport(undefined)).tuple.localPort > 0);
});
