import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { newId, type RtpAddress } from '@rostrum/protocol';
import { SfuNode } from '@rostrum/sfu';

// A mediasoup router and nothing around it, in a process of its own: no link, no control, no registry. Makes a plain
// transport for each presenter and says where they are; then takes, as one line on standard input, what each presenter
// sends and where they receive.

interface Presenter {
  readonly microphone: object;
  readonly camera: object;
  readonly sinkPort: number;
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  return port;
}

const nothing = () => undefined;
const count = Number(process.argv[2]);
const node = await SfuNode.open({
  workers: 1,
  workerBin: process.argv[3],
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
  },
});
const room = await node.openRoom({ roomId: newId('webinar'), epoch: 1 });
const transports = await Promise.all(Array.from({ length: count }, () => room.openPlainTransport(undefined)));

process.on('message', async (presenters: readonly Presenter[]) => {
  const producers: { id: string; owner: number }[] = [];
  for (const [owner, transport] of transports.entries()) {
    const { microphone, camera } = presenters[owner] as Presenter;
    for (const [kind, rtpParameters] of [['audio', microphone] as const, ['video', camera] as const]) {
      const { id } = await room.openProducer(transport.id, { kind, rtpParameters, paused: false });
      producers.push({ id, owner });
    }
  }
  for (const [index, { sinkPort }] of presenters.entries()) {
    const sink = await room.openPlainTransport({ ip: '127.0.0.1', port: sinkPort });
    for (const { id, owner } of producers) {
      if (owner !== index) await room.openConsumer(sink.id, { producerId: id, paused: false });
    }
  }
  process.send?.('open');
});
process.on('disconnect', () => {
  node.close();
  process.exit();
});
process.send?.(transports.map(({ tuple }): RtpAddress => ({ ip: tuple.localAddress, port: tuple.localPort })));
